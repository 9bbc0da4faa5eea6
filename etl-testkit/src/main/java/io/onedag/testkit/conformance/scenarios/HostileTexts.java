package io.onedag.testkit.conformance.scenarios;

import java.util.ArrayList;
import java.util.List;

/** Texts that a shell, a template language, a database or a generated file may take for something else. */
public final class HostileTexts {

    /** All of them. */
    public static final List<String> ALL = List.of(
            "",
            " ",
            "  at both ends\t",
            "'",
            "it's",
            "\"",
            "\"\"\"",
            "'''",
            "\"; drop table pipeline_runs; --",
            "$(touch onedag_was_here)",
            "`touch onedag_was_here`",
            "$HOME $1 $$ $",
            "${HOME}",
            "${item}",
            "${params.text}",
            "$${",
            "$$${x}",
            "${",
            "{{ x }}",
            "{{ ti.xcom_pull() }}",
            "{% raw %}",
            "{% endraw %}{{ 7*7 }}",
            "{# comment",
            "{x} {} {0} %s %d %(x)s %",
            "#{x} <%= x %> [[x]]",
            "line\nline\n",
            "\r",
            "cr\rlf\r\nend",
            "\n",
            "run.sh",
            ".sh",
            "load.sql",
            "\\",
            "\\n\\",
            "\\\"",
            "\\u0041",
            "*",
            "~",
            "!!",
            "a;b|c&d>e<f",
            "--help",
            "-",
            "@file",
            "#no comment",
            "null",
            "true",
            "007",
            "1e3",
            "[1]",
            "{\"a\":1}",
            "2026-01-01",
            "é e\u0301 ß İ ı",
            "名前",
            "😀 👩‍👩‍👧 🏳️‍🌈",
            "\u202eright to left\u202c",
            "\u2028\u2029\u0085",
            "\ufeffbom",
            "\ufffd\uffff",
            "\u001b[31mred\u001b[0m \u0007\u007f",
            "<script>&amp;</script>",
            "&#39;",
            "../../etc/passwd",
            "C:\\temp");

    private HostileTexts() {}

    /** All of them, in so many texts. */
    static List<String> joinedTo(int width) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < width; i++) {
            texts.add(String.join("|", ALL.subList(i * ALL.size() / width, (i + 1) * ALL.size() / width)));
        }
        return texts;
    }

    /** A text as it is written where expressions are read. */
    public static String literal(String text) {
        return text.replace("${", "$${");
    }

    /** Texts as they are written where expressions are read. */
    static List<String> literals(List<String> texts) {
        return texts.stream().map(HostileTexts::literal).toList();
    }
}
