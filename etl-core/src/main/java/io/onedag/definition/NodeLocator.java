package io.onedag.definition;

import io.onedag.Location;
import io.onedag.validation.Locator;
import org.jspecify.annotations.Nullable;

/** Finds the parts of a definition in its document: as far as a path leads, and no further. */
final class NodeLocator implements Locator {

    private final Node root;

    NodeLocator(Node root) {
        this.root = root;
    }

    @Override
    public Location of(Object... path) {
        return find(false, path);
    }

    @Override
    public Location ofName(Object... path) {
        return find(true, path);
    }

    private Location find(boolean name, Object... path) {
        Node node = root;
        Location found = root.location();
        for (int i = 0; i < path.length; i++) {
            if (node instanceof Node.Mapping mapping) {
                Node.Entry entry = mapping.entries().get(path[i].toString());
                if (entry == null) {
                    return found;
                }
                node = entry.value();
                boolean atKey = !(node instanceof Node.Scalar) || (name && i == path.length - 1);
                found = atKey ? entry.key() : node.location();
            } else if (node instanceof Node.Sequence sequence) {
                Node item = item(sequence, path[i]);
                if (item == null) {
                    return found;
                }
                node = item;
                found = item.location();
            } else {
                return found;
            }
        }
        return found;
    }

    private static @Nullable Node item(Node.Sequence sequence, Object step) {
        if (step instanceof Integer index) {
            return index < sequence.items().size() ? sequence.items().get(index) : null;
        }
        return sequence.items().stream()
                .filter(item ->
                        item instanceof Node.Scalar scalar && scalar.text().equals(step))
                .reduce((first, last) -> last)
                .orElse(null);
    }
}
