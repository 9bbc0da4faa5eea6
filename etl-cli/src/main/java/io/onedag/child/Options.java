package io.onedag.child;

import org.jspecify.annotations.Nullable;

/**
 * What the command line of an attempt says.
 *
 * @param resultFile where the result goes; null: to the file that the environment names, if it names one
 * @param store {@code none}: nothing is recorded; null: what the environment says
 * @param json whether the result is printed on standard output too
 */
public record Options(@Nullable String resultFile, @Nullable String store, boolean json) {

    private static final String RESULT_FILE = "--result-file";
    private static final String STORE = "--store";

    /**
     * Reads a command line.
     *
     * @param from where the options begin
     * @return null when there are words besides those three
     */
    public static @Nullable Options parse(String[] args, int from) {
        String resultFile = null;
        String store = null;
        boolean json = false;
        for (int i = from; i < args.length; i++) {
            String word = args[i];
            if (word.equals("--json")) {
                json = true;
            } else if (word.equals(RESULT_FILE) && i + 1 < args.length) {
                resultFile = args[++i];
            } else if (word.startsWith(RESULT_FILE + "=")) {
                resultFile = word.substring(RESULT_FILE.length() + 1);
            } else if (word.equals(STORE) && i + 1 < args.length) {
                store = args[++i];
            } else if (word.startsWith(STORE + "=")) {
                store = word.substring(STORE.length() + 1);
            } else {
                return null;
            }
        }
        return new Options(resultFile, store, json);
    }
}
