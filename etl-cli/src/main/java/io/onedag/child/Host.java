package io.onedag.child;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What an attempt sees of the process around it.
 *
 * @param in standard input: with {@code ONEDAG_PARENT_STDIN=1}, the parent's word and its life
 * @param out standard output: the result document, where it is asked for
 * @param err standard error: logs and failures
 * @param environment the environment's variables
 * @param folder the folder it is started in
 * @param ownsProcess whether it may end this JVM
 */
public record Host(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path folder,
        boolean ownsProcess) {}
