package io.onedag.definition;

import io.onedag.Location;

/**
 * A part of a document that is about to be read.
 *
 * @param label what it is called in messages: {@code "timeout"}, {@code task "load"}
 * @param key where its key stands; without one, where it begins
 * @param node its value
 */
record Part(String label, Location key, Node node) {

    static Part of(String name, Node.Entry entry) {
        return new Part(Quoted.of(name), entry.key(), entry.value());
    }
}
