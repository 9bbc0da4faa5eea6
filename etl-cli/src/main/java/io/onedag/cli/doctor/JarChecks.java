package io.onedag.cli.doctor;

import io.onedag.engine.OnedagVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Looks into an application's jar for what is lost or mixed up when all of it is put into one file. */
public final class JarChecks {

    private static final String SERVICES = "META-INF/services/";

    /** The services without which parts of Onedag are not found. */
    private static final List<String> NEEDED = List.of(
            "io.onedag.engine.Engine",
            "io.onedag.engine.NotifierType",
            "io.onedag.engine.PipelineSource",
            "io.onedag.engine.ResourceProvider",
            "io.onedag.engine.RunStoreProvider",
            "io.onedag.engine.TaskType",
            "io.onedag.hibernate.EntitySource",
            "jakarta.mail.Provider",
            "jakarta.mail.util.StreamProvider",
            "java.sql.Driver",
            "org.flywaydb.core.extensibility.Plugin");

    private static final String[] MERGE_SERVICES = {
        "add to the maven-shade-plugin, under <configuration><transformers>:",
        "  <transformer implementation=\"org.apache.maven.plugins.shade.resource.ServicesResourceTransformer\"/>"
    };
    private static final Pattern NESTED = Pattern.compile(
            "(?:BOOT-INF/)?lib/((?:etl|engine)-(?:core|store|tasks|cli|hibernate|local|quartz|temporal))-(\\d.*)\\.jar");

    private final Path path;
    private final JarFile jar;
    private final List<Finding> findings = new ArrayList<>();

    private JarChecks(Path path, JarFile jar) {
        this.path = path;
        this.jar = jar;
    }

    /** All findings about a jar. */
    public static List<Finding> findings(Path path) {
        try (var jar = new JarFile(path.toFile())) {
            var checks = new JarChecks(path, jar);
            checks.look();
            return List.copyOf(checks.findings);
        } catch (ZipException e) {
            return List.of(
                    Finding.fail("jar", path + " is no jar: " + e.getMessage(), "name the jar that mvn package makes"));
        } catch (IOException e) {
            return List.of(Finding.fail("jar", path + " can't be read: " + e, "build it first: mvn package"));
        }
    }

    private void look() throws IOException {
        boolean nested =
                jar.stream().anyMatch(entry -> NESTED.matcher(entry.getName()).matches());
        boolean bundled = has("io.onedag.Pipeline");
        if (!nested && !bundled) {
            findings.add(Finding.fail(
                    "jar",
                    path.getFileName() + " has no class of Onedag: it is not runnable by itself",
                    "bundle its dependencies by the maven-shade-plugin, and name the jar that comes of it"));
            return;
        }
        main(nested);
        versions();
        if (nested) {
            findings.add(Finding.ok("services", "each jar inside keeps its own"));
            return;
        }
        services();
        signatures();
        manifest();
    }

    private void main(boolean nested) throws IOException {
        String main = attribute("Main-Class");
        String[] how = {
            "add to the maven-shade-plugin, under <configuration><transformers>:",
            "  <transformer implementation=\"org.apache.maven.plugins.shade.resource.ManifestResourceTransformer\">",
            "    <mainClass>YOUR.MAIN.CLASS</mainClass>",
            "  </transformer>"
        };
        if (main == null) {
            findings.add(Finding.fail("main", "the manifest names no Main-Class: java -jar can't start it", how));
        } else if (!nested && !has(main)) {
            findings.add(Finding.fail("main", "the manifest's Main-Class " + main + " is not in the jar", how));
        } else {
            findings.add(Finding.ok("main", main));
        }
    }

    private void versions() throws IOException {
        Set<String> versions = new TreeSet<>();
        for (JarEntry entry : Collections.list(jar.entries())) {
            Matcher inside = NESTED.matcher(entry.getName());
            if (inside.matches()) {
                versions.add(inside.group(2));
            } else if (entry.getName().matches("META-INF/maven/io\\.onedag/(etl|engine)-[^/]+/pom\\.properties")) {
                var properties = new Properties();
                try (InputStream in = jar.getInputStream(entry)) {
                    properties.load(in);
                }
                versions.add(properties.getProperty("version", "unknown"));
            }
        }
        JarEntry own = jar.getJarEntry("io/onedag/engine/onedag-version.txt");
        if (own != null) {
            try (InputStream in = jar.getInputStream(own)) {
                versions.add(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
            }
        }
        if (versions.size() > 1) {
            findings.add(Finding.fail(
                    "versions",
                    "modules of Onedag of different versions are mixed: " + String.join(", ", versions),
                    "let the bill of materials choose them, under <dependencyManagement><dependencies>:",
                    "  <dependency>",
                    "    <groupId>io.onedag</groupId>",
                    "    <artifactId>etl-bom</artifactId>",
                    "    <version>" + OnedagVersion.current() + "</version>",
                    "    <type>pom</type>",
                    "    <scope>import</scope>",
                    "  </dependency>"));
        } else if (!versions.isEmpty() && !versions.contains(OnedagVersion.current())) {
            findings.add(Finding.warn(
                    "versions",
                    "the jar has Onedag " + String.join(", ", versions) + ", this command is "
                            + OnedagVersion.current(),
                    "look at it with its own command too: java -jar " + path.getFileName() + " doctor "
                            + path.getFileName()));
        } else {
            findings.add(Finding.ok("versions", "Onedag " + String.join(", ", versions)));
        }
    }

    /** Providers whose classes are there, as far as this command knows them, have to be listed; those that are listed have to be there. */
    private void services() throws IOException {
        var lost = new ArrayList<String>();
        var missing = new ArrayList<String>();
        for (String service : NEEDED) {
            Set<String> listed = listed(service);
            for (String provider : known(service)) {
                if (has(provider) && !listed.contains(provider)) {
                    lost.add(provider + " (" + SERVICES + service + ")");
                }
            }
            listed.stream()
                    .filter(provider -> !has(provider))
                    .forEach(provider -> missing.add(provider + " (" + SERVICES + service + ")"));
        }
        if (!lost.isEmpty()) {
            findings.add(Finding.fail(
                    "services",
                    "service files were overwritten by others of the same name, so these are in the jar but not found: "
                            + String.join(", ", lost),
                    MERGE_SERVICES));
        }
        if (!missing.isEmpty()) {
            findings.add(Finding.fail(
                    "services",
                    "service files name classes that are not in the jar: " + String.join(", ", missing),
                    "exclude neither classes of Onedag nor of its dependencies; minimizeJar has to be off"));
        }
        if (lost.isEmpty() && missing.isEmpty()) {
            findings.add(Finding.ok("services", "all that is in the jar is found"));
        }
    }

    private void signatures() {
        List<String> signed = jar.stream()
                .map(JarEntry::getName)
                .filter(name -> name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)"))
                .toList();
        if (!signed.isEmpty()) {
            findings.add(
                    Finding.fail(
                            "signatures",
                            "signatures of other jars are left: " + String.join(", ", signed)
                                    + "; Java refuses the jar with \"Invalid signature file digest\"",
                            "add to the maven-shade-plugin, under <configuration><filters>:",
                            "  <filter><artifact>*:*</artifact><excludes><exclude>META-INF/*.SF</exclude>"
                                    + "<exclude>META-INF/*.RSA</exclude><exclude>META-INF/*.DSA</exclude></excludes></filter>"));
        }
    }

    private void manifest() throws IOException {
        boolean versioned = jar.stream()
                .anyMatch(entry -> entry.getName().matches("META-INF/versions/\\d+/.+\\.class")
                        && !entry.getName().endsWith("module-info.class"));
        var lines = new ArrayList<String>();
        var without = new ArrayList<String>();
        if (versioned && !"true".equalsIgnoreCase(attribute("Multi-Release"))) {
            without.add("Multi-Release: classes for newer JVMs are left unused");
            lines.add("    <Multi-Release>true</Multi-Release>");
        }
        if (has("org.sqlite.JDBC") && attribute("Enable-Native-Access") == null) {
            without.add(
                    "Enable-Native-Access: from Java 24 on, the embedded database's library is loaded with a warning");
            lines.add("    <Enable-Native-Access>ALL-UNNAMED</Enable-Native-Access>");
        }
        if (without.isEmpty()) {
            findings.add(Finding.ok("manifest", "nothing is missing"));
            return;
        }
        lines.add(0, "  <manifestEntries>");
        lines.add(0, "add to the ManifestResourceTransformer of the maven-shade-plugin:");
        lines.add("  </manifestEntries>");
        findings.add(new Finding(
                "manifest", Finding.Level.WARN, "the manifest has no " + String.join(", and no ", without), lines));
    }

    private @Nullable String attribute(String name) throws IOException {
        Manifest manifest = jar.getManifest();
        Attributes attributes = manifest == null ? null : manifest.getMainAttributes();
        return attributes == null ? null : attributes.getValue(name);
    }

    private boolean has(String className) {
        return jar.getJarEntry(className.strip().replace('.', '/') + ".class") != null;
    }

    private Set<String> listed(String service) throws IOException {
        JarEntry entry = jar.getJarEntry(SERVICES + service);
        if (entry == null) {
            return Set.of();
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return providers(in);
        }
    }

    /** The providers of a service that this command itself has. */
    private static Set<String> known(String service) throws IOException {
        var providers = new LinkedHashSet<String>();
        for (URL file : Collections.list(JarChecks.class.getClassLoader().getResources(SERVICES + service))) {
            try (InputStream in = file.openStream()) {
                providers.addAll(providers(in));
            }
        }
        return providers;
    }

    private static Set<String> providers(InputStream in) throws IOException {
        var providers = new LinkedHashSet<String>();
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int comment = line.indexOf('#');
            String name = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!name.isEmpty()) {
                providers.add(name);
            }
        }
        return providers;
    }
}
