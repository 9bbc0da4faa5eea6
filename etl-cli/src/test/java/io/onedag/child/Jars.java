package io.onedag.child;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes jars of applications, in front of this process's class path. */
final class Jars {

    private Jars() {}

    /** One whose {@code main} alone knows its pipelines. */
    static String withMain(Path folder, Class<?> main) throws IOException {
        return with(folder, main, Map.of());
    }

    /** One that declares its pipelines. */
    static String withSources(Path folder) throws IOException {
        return with(
                folder,
                Source.class,
                Map.of("META-INF/services/io.onedag.engine.PipelineSource", Source.class.getName()));
    }

    private static String with(Path folder, Class<?> main, Map<String, String> entries) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
        Path jar = folder.resolve("app-1.2.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (var each : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(each.getKey()));
                out.write(each.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar + File.pathSeparator + System.getProperty("java.class.path");
    }
}
