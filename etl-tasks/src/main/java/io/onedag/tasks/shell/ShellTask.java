package io.onedag.tasks.shell;

import io.onedag.Task;
import io.onedag.TaskContext;
import io.onedag.TaskFailedException;
import io.onedag.TaskResult;
import io.onedag.attempt.ProcessTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/** Runs a command, hands its lines to the log and reads its output. */
final class ShellTask implements Task {

    private static final int SKIPPED = 99;
    private static final int FAILED_FOR_GOOD = 100;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int SIGNALED = 128;
    private static final int SIGKILL = 9;
    private static final int LAST_SIGNAL = 64;

    private static final int MAX_LAST_WORD = 300;

    /** How the JVM tells the operating system's reason why a process couldn't be started. */
    private static final Pattern ERRNO = Pattern.compile("error=(\\d+)");

    private final List<String> command;
    private final Map<String, String> env;
    private final String workdir;

    ShellTask(List<String> command, Map<String, String> env, String workdir) {
        this.command = command;
        this.env = env;
        this.workdir = workdir;
    }

    @Override
    public TaskResult execute(TaskContext context) throws IOException, InterruptedException {
        if (command.isEmpty() || command.get(0).isEmpty()) {
            throw TaskFailedException.fatal("the command is empty; its first element names the program to run");
        }
        Passable.here().check(command, env);
        Path folder = context.path(workdir);
        if (!Files.isDirectory(folder)) {
            throw TaskFailedException.fatal(
                    "the command can't run in " + folder + ": there is no such folder; correct workdir");
        }
        Path resultFile = Files.createTempFile("onedag-", ".json");
        try {
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            Environment.fill(builder.environment(), context, resultFile, env);
            return run(start(builder, context), context, resultFile);
        } finally {
            Files.deleteIfExists(resultFile);
        }
    }

    private ProcessTree start(ProcessBuilder builder, TaskContext context) throws IOException {
        try {
            return ProcessTree.start(builder, context);
        } catch (IOException e) {
            throw notStarted(e);
        }
    }

    private TaskResult run(ProcessTree tree, TaskContext context, Path resultFile)
            throws IOException, InterruptedException {
        Process process = tree.process();
        Logger logger = context.logger();
        String thread = context.task() + "-" + process.pid();
        int code;
        List<String> lastWords;
        Lines output = Lines.of(process.getInputStream(), thread + "-stdout", line -> logger.info("{}", line));
        Lines errors = Lines.of(process.getErrorStream(), thread + "-stderr", line -> logger.info("{}", line));
        try {
            process.getOutputStream().close();
            code = tree.waitFor();
        } finally {
            tree.end();
            output.finish();
            errors.finish();
        }
        lastWords = errors.last().isEmpty() ? output.last() : errors.last();
        return code == 0 ? ResultFile.read(resultFile, context) : ended(code, lastWords);
    }

    private TaskResult ended(int code, List<String> lastWords) {
        String program = command.get(0);
        return switch (code) {
            case SKIPPED ->
                TaskResult.skipped(
                        lastWords.isEmpty()
                                ? program + " ended with exit code 99"
                                : shorten(lastWords.get(lastWords.size() - 1)));
            case FAILED_FOR_GOOD ->
                TaskResult.fatal(program + " ended with exit code 100: failed for good" + quoted(lastWords));
            case NOT_EXECUTABLE ->
                TaskResult.fatal(
                        program + " ended with exit code 126: a program may not be executed" + quoted(lastWords)
                                + "\nnext: make the file executable (chmod +x), and check the interpreter in its first line");
            case NOT_FOUND ->
                TaskResult.fatal(
                        program + " ended with exit code 127: a program was not found" + quoted(lastWords)
                                + "\nnext: install it, name it by its path, or correct PATH; a relative path starts at workdir");
            default ->
                TaskResult.retryable(program
                        + (code > SIGNALED && code <= SIGNALED + LAST_SIGNAL
                                ? signaled(code)
                                : " ended with exit code " + code)
                        + quoted(lastWords));
        };
    }

    private static String signaled(int code) {
        int signal = code - SIGNALED;
        return " ended with exit code " + code + ", which stands for signal " + signal
                + (signal == SIGKILL ? " (SIGKILL; out of memory?)" : "");
    }

    private static String quoted(List<String> lastWords) {
        return lastWords.isEmpty()
                ? ""
                : lastWords.stream().map(ShellTask::shorten).collect(Collectors.joining("\n  ", "\n  ", ""));
    }

    private static String shorten(String line) {
        return line.length() <= MAX_LAST_WORD ? line : line.substring(0, MAX_LAST_WORD - 3) + "...";
    }

    private TaskFailedException notStarted(IOException e) {
        Matcher errno = ERRNO.matcher(String.valueOf(e.getMessage()));
        String program = command.get(0);
        return switch (errno.find() ? errno.group(1) : "") {
            case "2" ->
                TaskFailedException.fatal(
                        "program " + program + " was not found; install it, name it by its path, or correct PATH", e);
            case "7" ->
                TaskFailedException.fatal(
                        "the arguments and the environment of " + program
                                + " are longer than the operating system takes; hand data over in files",
                        e);
            case "8", "13" ->
                TaskFailedException.fatal(
                        "program " + program + " may not be executed; make the file executable (chmod +x)", e);
            default -> TaskFailedException.retryable("program " + program + " could not be started", e);
        };
    }
}
