package io.onedag.conformance.airflow.kit;

import io.onedag.engine.Exporter;
import io.onedag.engine.Exporter.Export;
import io.onedag.engine.Exporter.ExportException;
import io.onedag.engine.Exporter.Options;
import io.onedag.engine.Exporter.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Pipelines as files for Airflow, written as the command writes them. Immutable. */
public final class Exported {

    private static final String POOLS = "onedag_pools.json";

    private final List<Export.File> files;
    private final List<Export.Line> lines;
    private final Map<String, String> refusals;
    private final List<String> order;

    private Exported(Export export, Map<String, String> refusals, List<String> order) {
        this.order = order;
        this.files = export.files();
        this.lines = export.lines();
        this.refusals = Map.copyOf(refusals);
    }

    /** The exporter for Airflow. */
    public static Exporter exporter() {
        return ServiceLoader.load(Exporter.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals("airflow"))
                .findFirst()
                .orElseThrow();
    }

    /** All at once; those that can't be written by themselves are left out. */
    public static Exported of(List<Source> pipelines) {
        Exporter exporter = exporter();
        var refusals = new HashMap<String, String>();
        var fine = new ArrayList<Source>();
        for (Source source : pipelines) {
            try {
                exporter.export(List.of(source), Options.DEFAULT);
                fine.add(source);
            } catch (ExportException e) {
                refusals.put(source.pipeline().name(), String.valueOf(e.getMessage()));
            }
        }
        return new Exported(
                exporter.export(fine, Options.DEFAULT),
                refusals,
                fine.stream().map(each -> each.pipeline().name()).toList());
    }

    /** Why a pipeline was left out; empty: it wasn't. */
    public Optional<String> refusal(String pipeline) {
        return Optional.ofNullable(refusals.get(pipeline));
    }

    /** All files by name. */
    public List<Export.File> files() {
        return files;
    }

    /** The text of the file of a pipeline. */
    public String text(String pipeline) {
        return files.stream()
                .filter(file -> file.name().equals(pipeline + ".py"))
                .map(Export.File::text)
                .findFirst()
                .orElse("");
    }

    /** Writes them; the file of pools, if there is one, apart from the DAG files. */
    public Optional<Path> write(Path dags, Path pools) {
        try {
            Path poolFile = null;
            for (Export.File file : files) {
                boolean isPools = file.name().equals(POOLS);
                Path path = (isPools ? pools : dags).resolve(file.name());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.text());
                poolFile = isPools ? path : poolFile;
            }
            for (Export.Line line : lines) {
                Files.writeString(dags.resolve(line.file()), line.line() + "\n");
            }
            // Airflow reads the newest file first: so what was asked for first can be run first.
            Instant now = Instant.now();
            for (int i = 0; i < order.size(); i++) {
                Path file = dags.resolve(order.get(i) + ".py");
                if (Files.exists(file)) {
                    Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(i)));
                }
            }
            return Optional.ofNullable(poolFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
