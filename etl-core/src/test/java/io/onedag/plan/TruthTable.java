package io.onedag.plan;

import io.onedag.TriggerRule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each rule decides for each set of ends, as measured on Apache Airflow 2.11.2 and 3.3.2, which agree: {@code R} it runs,
 * {@code s} it is skipped, {@code u} it can't run because something upstream failed, {@code *} skipped or not run, by which upstream
 * ended first; upstreams that ended S: success, F: failed, K: skipped, U: could not run.
 */
final class TruthTable {

    static final String MEASURED = """
            rule                        S F K U SF SK SU FK FU KU SFK SFU SKU FKU
            all_success                 R u s u u  s  u  *  u  *  *   u   *   *
            all_failed                  s R s R s  s  s  s  R  s  s   s   s   s
            all_done                    R R R R R  R  R  R  R  R  R   R   R   R
            all_skipped                 s s R s s  s  s  s  s  s  s   s   s   s
            always                      R R R R R  R  R  R  R  R  R   R   R   R
            none_failed                 R u R u u  R  u  u  u  u  u   u   u   u
            none_failed_min_one_success R u s u u  R  u  u  u  u  u   u   u   u
            none_skipped                R R s R R  s  R  s  R  s  s   R   s   s
            one_done                    R R s s R  R  R  R  R  s  R   R   R   R
            one_failed                  s R s R R  s  R  R  R  R  R   R   R   R
            one_success                 R u s u R  R  R  u  u  u  R   R   R   u
            """;

    private final Map<TriggerRule, Map<String, Character>> cells = new EnumMap<>(TriggerRule.class);

    private TruthTable() {}

    /** Reads the rows of our eleven rules; other lines are passed over. */
    static TruthTable parse(String text) {
        var table = new TruthTable();
        List<String> columns = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words[0].equals("rule") && words.length == 15) {
                columns.addAll(List.of(words).subList(1, words.length));
            } else if (words.length == columns.size() + 1) {
                for (TriggerRule rule : TriggerRule.values()) {
                    if (rule.name().toLowerCase(Locale.ROOT).equals(words[0])) {
                        var row = new LinkedHashMap<String, Character>();
                        for (int i = 0; i < columns.size(); i++) {
                            row.put(columns.get(i), words[i + 1].charAt(0));
                        }
                        table.cells.put(rule, row);
                    }
                }
            }
        }
        return table;
    }

    Map<TriggerRule, Map<String, Character>> cells() {
        return cells;
    }

    /**
     * The decision once all upstreams have ended.
     *
     * @param ends letters of the ends seen, in the order S F K U; all four together were not measured and are as SFU, which no rule
     *     but none_skipped and all_success tells apart from them
     */
    char decision(TriggerRule rule, String ends) {
        String column = ends;
        if (ends.equals("SFKU")) {
            column = rule == TriggerRule.NONE_SKIPPED ? "SFK" : "SFU";
        }
        char cell = cells.get(rule).get(column);
        return cell == '*' ? 'u' : cell;
    }
}
