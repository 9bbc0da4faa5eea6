package io.onedag;

import io.onedag.child.ChildMain;

/**
 * One attempt of one task as a child process: {@code java -cp APP.jar io.onedag.Child [--result-file FILE] [--store none] [--json]}. What
 * to run is said by environment variables and files, which {@code docs/child-contract.md} lists with the exit codes.
 *
 * <p>It is {@code onedag task run} without the command around it, and starts faster.
 */
public final class Child {

    private Child() {}

    /**
     * Runs the attempt, and ends the JVM with its exit code.
     *
     * @param args the options
     */
    public static void main(String[] args) {
        System.exit(ChildMain.run(args));
    }
}
