package io.onedag.cli.init;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;

/**
 * What a project is called.
 *
 * <ul>
 *   <li>{@code name} unless given: the folder's, in lower case, with {@code -} for whatever is no letter or digit of ASCII
 *   <li>{@code group} unless given: {@code com.example}
 *   <li>{@code packageName} unless given: the group, and the name without its {@code -}, {@code _} and {@code .}
 * </ul>
 *
 * @param name the Maven artifact, and the jar's name
 * @param group the Maven group
 * @param packageName the Java package
 */
public record ProjectNames(String name, String group, String packageName) {

    private static final int MOST = 100;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");
    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern PACKAGE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

    /**
     * The names of a project in a folder.
     *
     * @param folder the folder's own name
     * @param name as given, or null
     * @param group as given, or null
     * @param packageName as given, or null
     * @throws InvalidProjectException when one can't be used, or none can be made of the folder's
     */
    public static ProjectNames of(
            String folder, @Nullable String name, @Nullable String group, @Nullable String packageName) {
        String ownName = name == null ? fromFolder(folder) : name(name);
        String ownGroup = group == null ? "com.example" : group(group);
        String ownPackage = packageName == null ? fromNames(ownGroup, ownName) : packageName(packageName);
        return new ProjectNames(ownName, ownGroup, ownPackage);
    }

    /** The name of its pipeline: the project's, with {@code _} for what is no letter or digit. */
    public String pipeline() {
        return name.replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
    }

    private static String fromFolder(String folder) {
        String plain = Normalizer.normalize(folder, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        String name =
                plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        if (name.isEmpty() || name.length() > MOST) {
            throw new InvalidProjectException(
                    "no project name can be made of the folder's name \"" + folder + "\"", "give one: --name my-etl");
        }
        return name;
    }

    private static String name(String given) {
        if (!NAME.matcher(given).matches() || given.length() > MOST || given.contains("..")) {
            throw new InvalidProjectException(
                    "--name is \"" + given + "\"",
                    "give at most " + MOST
                            + " lower-case letters, digits, - . and _, a letter or digit first, like my-etl");
        }
        return given;
    }

    private static String group(String given) {
        if (!GROUP.matcher(given).matches() || given.length() > MOST) {
            throw new InvalidProjectException(
                    "--group is \"" + given + "\"",
                    "give letters, digits, - and _, in parts joined by dots, like com.acme");
        }
        return given;
    }

    private static String packageName(String given) {
        if (!PACKAGE.matcher(given).matches() || !SourceVersion.isName(given) || given.length() > MOST) {
            throw new InvalidProjectException(
                    "--package is \"" + given + "\", which is no Java package",
                    "give names of letters and digits joined by dots, no keywords, like com.acme.etl");
        }
        if (given.equals("java") || given.startsWith("java.")) {
            throw new InvalidProjectException(
                    "--package is \"" + given + "\", and Java keeps packages below java for itself",
                    "give another one, like com.acme.etl");
        }
        return given;
    }

    private static String fromNames(String group, String name) {
        String last = name.replaceAll("[^a-z0-9]", "");
        String[] parts = (group.replace('-', '_') + "." + last).split("\\.");
        String joined = String.join(
                ".", Arrays.stream(parts).map(ProjectNames::identifier).toList());
        return joined.equals("java") || joined.startsWith("java.") ? "app." + joined : joined;
    }

    /** A part of a package's name: neither a keyword nor with a digit first. */
    private static String identifier(String part) {
        String begun = Character.isDigit(part.charAt(0)) ? "_" + part : part;
        return SourceVersion.isName(begun) ? begun : begun + "_";
    }
}
