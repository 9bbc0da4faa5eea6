package io.onedag.cli.terminal;

/** Whether output goes to a terminal, and how large it is. Thread-safe. */
public interface Terminal {

    /** The columns that help and tables are made for where nothing else is known. */
    int DEFAULT_COLUMNS = 80;

    /** Whether standard output is a terminal. */
    boolean outIsTerminal();

    /** Whether standard error is a terminal. */
    boolean errIsTerminal();

    /** Its size now; windows are resized. */
    Size size();

    /**
     * The size of a terminal, in characters.
     *
     * @param columns its width
     * @param rows its height
     */
    record Size(int columns, int rows) {

        /** What is assumed where nothing is known. */
        public static final Size DEFAULT = new Size(DEFAULT_COLUMNS, 24);
    }

    /** No terminal: output is piped, or goes to a file. */
    static Terminal none() {
        return new Terminal() {
            @Override
            public boolean outIsTerminal() {
                return false;
            }

            @Override
            public boolean errIsTerminal() {
                return false;
            }

            @Override
            public Size size() {
                return Size.DEFAULT;
            }
        };
    }
}
