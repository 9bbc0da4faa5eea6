package io.onedag.cli.export;

import io.onedag.cli.PaperExporter;
import io.onedag.engine.Exporter.Export;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A process that exports again and again: {@code FOLDER APPLICATION FILES KILOBYTES ROUNDS}; says on standard output when it has begun. */
public final class Exporting {

    private Exporting() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        String application = args[1];
        var exports = new ExportFolder(folder, new PaperExporter(), application);
        int rounds = Integer.parseInt(args[4]);
        for (int round = 0; round < rounds; round++) {
            exports.write(export(application, Integer.parseInt(args[2]), Integer.parseInt(args[3]), round), true);
            if (round == 0) {
                System.out.println("begun");
            }
        }
    }

    /** Files that are all of one round, from their first to their last line. */
    static Export export(String application, int files, int kilobytes, int round) {
        var made = new ArrayList<Export.File>();
        String line = application + " " + round + "\n";
        String text = PaperExporter.MARK + "\n" + line.repeat(kilobytes * 1024 / line.length());
        for (int i = 0; i < files; i++) {
            made.add(new Export.File(application + "-" + i + ".txt", text));
        }
        return new Export(made, List.of(new Export.Line(".index", application)));
    }

    /** Starts one. */
    static Process start(List<String> prefix, Path folder, String application, int files, int kilobytes, int rounds)
            throws Exception {
        List<String> line = Stream.of(
                        prefix.stream(),
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:-UsePerfData",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Exporting.class.getName()),
                        Stream.of(folder.toString(), application),
                        Stream.of(files, kilobytes, rounds).map(String::valueOf))
                .flatMap(each -> each)
                .toList();
        return new ProcessBuilder(line).redirectErrorStream(true).start();
    }
}
