package io.onedag.cli;

import io.onedag.cli.terminal.Terminal;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What one invocation of the command sees of the world around it.
 *
 * @param in standard input
 * @param out standard output: what was asked for
 * @param err standard error: what is said besides
 * @param environment the environment's variables
 * @param folder the folder it is started in
 * @param clock the time
 * @param terminal what output goes to
 * @param ownsProcess whether signals and the streams of {@link System} are this command's to handle
 * @param catalog the pipelines that are known by name
 */
record Surroundings(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path folder,
        Clock clock,
        Terminal terminal,
        boolean ownsProcess,
        Catalog catalog) {}
