package io.onedag.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The commands: one is made when it is called, so that nobody waits for the others. */
final class Commands {

    /**
     * A command.
     *
     * @param name its words, one or two
     * @param summary what it does, in a line
     */
    record Entry(String name, String summary) {

        /** Its first word. */
        String head() {
            int space = name.indexOf(' ');
            return space < 0 ? name : name.substring(0, space);
        }
    }

    /**
     * Commands that belong together.
     *
     * @param title what for
     */
    record Group(String title, List<Entry> entries) {}

    static final String RUN = "run";

    static final List<Group> GROUPS = List.of(
            new Group(
                    "Run",
                    List.of(
                            new Entry(RUN, "Run a pipeline and wait until it has ended"),
                            new Entry("backfill", "Run a pipeline for past intervals of its schedule"),
                            new Entry("resume", "Go on with a run that failed, was cancelled or was lost"),
                            new Entry("rerun", "Run a task of a run, and all after it, once more"),
                            new Entry("cancel", "Cancel a run"),
                            new Entry("task run", "Run one attempt of one task, for engines that start a process"))),
            new Group(
                    "Look",
                    List.of(
                            new Entry("runs", "List runs, newest first"),
                            new Entry("status", "Show a run and its tasks"),
                            new Entry("logs", "Show what tasks logged"),
                            new Entry("explain", "Say why a run or a task is where it is"),
                            new Entry("pipelines", "List the pipelines that are known by name"),
                            new Entry("graph", "Draw a pipeline's tasks and what they wait for"),
                            new Entry("next", "List the next times at which a schedule fires"),
                            new Entry("engines", "List the engines and what each can do"))),
            new Group(
                    "Check and set up",
                    List.of(
                            new Entry("init", "Write a Maven project of your own: a pipeline and its tests"),
                            new Entry("validate", "Check a definition and report all that is wrong with it"),
                            new Entry("export", "Write pipelines as files for an engine that isn't on the JVM"),
                            new Entry("store migrate", "Bring the store's tables to this version"),
                            new Entry("store check", "Say whether the store can be reached and is up to date"),
                            new Entry("store ddl", "Print the SQL that makes the store's tables"),
                            new Entry("doctor", "Say what is wrong with this machine, the settings or a jar"),
                            new Entry("prepare", "Make commands start faster with this jar and this JVM"),
                            new Entry("completion", "Print a script that has a shell complete commands"))));

    private Commands() {}

    /** All commands. */
    static Stream<Entry> all() {
        return GROUPS.stream().flatMap(group -> group.entries().stream());
    }

    /** A command by its words. */
    static Optional<Entry> find(String name) {
        return all().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** Makes a command. */
    static CliCommand create(Entry entry, Surroundings surroundings) {
        return switch (entry.name()) {
            case RUN -> new RunCommand(surroundings);
            case "backfill" -> new BackfillCommand(surroundings);
            case "resume" -> new ResumeCommand(surroundings);
            case "rerun" -> new RerunCommand(surroundings);
            case "cancel" -> new CancelCommand(surroundings);
            case "task run" -> new TaskRunCommand(surroundings);
            case "runs" -> new RunsCommand(surroundings);
            case "status" -> new StatusCommand(surroundings);
            case "logs" -> new LogsCommand(surroundings);
            case "explain" -> new ExplainCommand(surroundings);
            case "init" -> new InitCommand(surroundings);
            case "engines" -> new EnginesCommand(surroundings);
            case "validate" -> new ValidateCommand(surroundings);
            case "export" -> new ExportCommand(surroundings);
            case "next" -> new NextCommand(surroundings);
            case "graph" -> new GraphCommand(surroundings);
            case "store migrate" -> new StoreMigrateCommand(surroundings);
            case "store check" -> new StoreCheckCommand(surroundings);
            case "store ddl" -> new StoreDdlCommand(surroundings);
            case "completion" -> new CompletionCommand(surroundings);
            case "doctor" -> new DoctorCommand(surroundings);
            case "prepare" -> new PrepareCommand(surroundings);
            case "pipelines" -> new PipelinesCommand(surroundings);
            default -> throw new IllegalStateException(entry.name());
        };
    }
}
