package io.onedag.export.python;

import java.text.Normalizer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives out the names of variables in a file: ASCII, close to what people call the thing, none twice, and none that Python or the file
 * uses already. Not thread-safe.
 */
public final class PythonNames {

    private static final Set<String> KEYWORDS = words("""
            False None True and as assert async await break case class continue def del elif else except finally for from global if
            import in is lambda match nonlocal not or pass raise return try type while with yield
            """);

    private static final Set<String> BUILTINS = words("""
            ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError BufferError
            BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
            DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup FileExistsError
            FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError IndexError
            InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError
            NotADirectoryError NotImplemented NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError
            ProcessLookupError PythonFinalizationError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning
            StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError
            UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning
            ValueError Warning ZeroDivisionError abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr
            classmethod compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset
            getattr globals hasattr hash help hex id input int isinstance issubclass iter len license list locals map max memoryview min
            next object oct open ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum
            super tuple type vars zip
            """);

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_]+");
    private static final Pattern UNDERSCORES_BEFORE = Pattern.compile("^_+");

    private final Set<String> taken = new HashSet<>(KEYWORDS);
    private final String otherwise;

    /**
     * For a file.
     *
     * @param used the names that it uses itself
     * @param otherwise what something is called that has no letter or digit of ASCII, and what comes before a digit; a plain word
     */
    public PythonNames(Collection<String> used, String otherwise) {
        this.taken.addAll(BUILTINS);
        this.taken.addAll(used);
        this.otherwise = otherwise;
    }

    /** A new variable for something that people call {@code name}. */
    public String variable(String name) {
        String base = identifier(name);
        // As PEP 8 has it where a keyword is in the way.
        String found = taken.contains(base) ? base + "_" : base;
        for (int n = 2; taken.contains(found); n++) {
            found = base + "_" + n;
        }
        taken.add(found);
        return found;
    }

    private String identifier(String name) {
        // A leading underscore hides a name, and two may be Python's own.
        String ascii =
                MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
        String word =
                UNDERSCORES_BEFORE.matcher(OTHER.matcher(ascii).replaceAll("_")).replaceAll("");
        if (word.isEmpty()) {
            return otherwise;
        }
        return Character.isDigit(word.charAt(0)) ? otherwise + "_" + word : word;
    }

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }
}
