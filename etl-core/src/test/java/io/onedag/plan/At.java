package io.onedag.plan;

/** Names a task run: {@code load}, or {@code fetch[2]} for an instance. */
record At(String task, int index) {

    static At of(String text) {
        int open = text.indexOf('[');
        return open < 0
                ? new At(text, -1)
                : new At(text.substring(0, open), Integer.parseInt(text.substring(open + 1, text.length() - 1)));
    }

    @Override
    public String toString() {
        return index < 0 ? task : task + "[" + index + "]";
    }
}
