package io.onedag.store;

import io.onedag.engine.StoreException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a store is, as {@code DATABASE_URL} says. */
sealed interface StoreAddress {

    String URL = "DATABASE_URL";
    String SCHEMA = "ONEDAG_SCHEMA";
    String DEFAULT_SCHEMA = "onedag";
    String DEFAULT_FILE = "onedag.db";

    /** A file of the embedded database. */
    record Embedded(Path file) implements StoreAddress {}

    /**
     * A PostgreSQL server.
     *
     * @param url for its driver, without user and password
     * @param user null: the driver's default
     * @param password null: none, or one from {@code ~/.pgpass}
     * @param schema Onedag's schema
     */
    record Server(
            String url, @Nullable String user, @Nullable String password, String schema) implements StoreAddress {

        /** For people: without the password, and without parameters, which may hold one too. */
        String describe() {
            int query = url.indexOf('?');
            String place = url.substring(url.indexOf(':') + 1, query < 0 ? url.length() : query);
            for (String prefix : new String[] {"postgresql:", "//"}) {
                place = place.startsWith(prefix) ? place.substring(prefix.length()) : place;
            }
            return "PostgreSQL " + (user == null ? "" : user + "@") + place + ", schema " + schema;
        }

        @Override
        public String toString() {
            return describe();
        }
    }

    /**
     * Reads the settings.
     *
     * @param folder where the embedded default lives
     * @throws StoreException when they name no store
     */
    static StoreAddress of(Map<String, String> settings, Path folder) {
        String url = settings.getOrDefault(URL, "").strip();
        if (url.isEmpty()) {
            return new Embedded(folder.resolve(DEFAULT_FILE));
        }
        if (url.startsWith("jdbc:sqlite:")) {
            return embedded(url.substring("jdbc:sqlite:".length()));
        }
        String schema = settings.getOrDefault(SCHEMA, "").strip();
        if (url.startsWith("jdbc:postgresql:")) {
            return jdbc(url, schema.isEmpty() ? DEFAULT_SCHEMA : schema);
        }
        if (url.startsWith("postgresql://") || url.startsWith("postgres://")) {
            return server(url.substring(url.indexOf("://") + 3), schema.isEmpty() ? DEFAULT_SCHEMA : schema);
        }
        throw refused(scheme(url) + " is no database that a store can live on");
    }

    private static StoreAddress embedded(String name) {
        if (name.isEmpty() || name.startsWith(":") || name.contains("?")) {
            throw refused(
                    "jdbc:sqlite: takes the path of a file, without parameters; a database in memory is no store, because "
                            + "other processes can't read it");
        }
        try {
            return new Embedded(Path.of(name));
        } catch (InvalidPathException e) {
            throw refused(name + " is no path: " + e.getReason());
        }
    }

    /** The driver takes user and password as parameters. */
    private static Server jdbc(String url, String schema) {
        int query = url.indexOf('?');
        return parameters(
                query < 0 ? url : url.substring(0, query),
                query < 0 ? "" : url.substring(query + 1),
                null,
                null,
                schema);
    }

    private static Server server(String rest, String schema) {
        int query = rest.indexOf('?');
        String path = query < 0 ? rest : rest.substring(0, query);
        int at = path.lastIndexOf('@');
        String login = at < 0 ? "" : path.substring(0, at);
        String place = path.substring(at + 1);
        int colon = login.indexOf(':');
        String user = decoded(colon < 0 ? login : login.substring(0, colon));
        String password = colon < 0 ? null : decoded(login.substring(colon + 1));
        if (place.startsWith("/") || place.isEmpty()) {
            place = "localhost" + place;
        }
        return parameters(
                "jdbc:postgresql://" + place,
                query < 0 ? "" : rest.substring(query + 1),
                user.isEmpty() ? null : user,
                password,
                schema);
    }

    private static Server parameters(
            String url, String query, @Nullable String user, @Nullable String password, String schema) {
        List<String> kept = new ArrayList<>();
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            switch (name) {
                case "" -> {}
                case "user" -> user = decoded(value);
                case "password" -> password = decoded(value);
                // As libpq spells what this driver calls otherwise.
                case "connect_timeout" -> kept.add("connectTimeout=" + value);
                case "application_name" -> kept.add("ApplicationName=" + value);
                default -> kept.add(parameter);
            }
        }
        boolean named = false;
        for (String each : kept) {
            named |= each.startsWith("ApplicationName=");
        }
        if (!named) {
            kept.add("ApplicationName=onedag");
        }
        return new Server(url + "?" + String.join("&", kept), user, password, schema);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused(
                    "a % in its user or password isn't followed by two hexadecimal digits; write % itself as %25");
        }
    }

    /** What stands before the colon; never more, because it may hold a password. */
    private static String scheme(String url) {
        int colon = url.startsWith("jdbc:") ? url.indexOf(':', "jdbc:".length()) : url.indexOf(':');
        return colon < 0 ? "this text" : url.substring(0, colon + 1);
    }

    private static StoreException refused(String why) {
        return new StoreException(
                URL + ": " + why
                        + ". Write postgresql://user:password@host:5432/database (special characters percent-encoded), "
                        + "jdbc:postgresql:…, or jdbc:sqlite:FILE; leave it out for the embedded store",
                null);
    }
}
