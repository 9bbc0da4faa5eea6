package io.onedag.examples.dealership.task;

import org.hibernate.Session;

/**
 * The database that is loaded.
 *
 * @param url its JDBC URL
 */
record Target(String url) {

    private static final String SQLITE = "jdbc:sqlite:";

    /** The database of a session. */
    static Target of(Session session) {
        return new Target(
                session.doReturningWork(connection -> connection.getMetaData().getURL()));
    }

    /** Whether it is the embedded one. */
    boolean isEmbedded() {
        return url.startsWith(SQLITE);
    }

    /** The file of the embedded one. */
    String file() {
        return url.substring(SQLITE.length());
    }

    /** A folder's name that tells it from other databases; none for the embedded one. */
    String folder() {
        return isEmbedded()
                ? ""
                : url.replaceFirst("^jdbc:", "").replaceFirst("[?].*", "").replaceAll("[^\\w.]+", "-");
    }
}
