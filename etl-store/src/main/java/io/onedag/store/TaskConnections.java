package io.onedag.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/** What tasks see of the store's connections. */
final class TaskConnections {

    private TaskConnections() {}

    /** A connection that also is a {@link StoreConnection}. */
    static Connection of(Connection connection, String schema) {
        return show((proxy, method, arguments) -> pass(connection, method, arguments), schema);
    }

    /** A transactional task's: only its outcome ends the transaction. */
    static Connection withoutEnd(Connection connection, String schema) {
        return show(
                (proxy, method, arguments) -> {
                    boolean plain = arguments == null;
                    switch (method.getName()) {
                        case "close":
                            return null;
                        case "commit", "setAutoCommit", "abort":
                            throw notYours(method.getName());
                        case "rollback":
                            if (plain) {
                                throw notYours("rollback");
                            }
                            break;
                        default:
                            break;
                    }
                    return pass(connection, method, arguments);
                },
                schema);
    }

    private static Connection show(InvocationHandler handler, String schema) {
        return (Connection) Proxy.newProxyInstance(
                TaskConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class, StoreConnection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "onedagSchema" -> schema;
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> handler.invoke(proxy, method, arguments);
                });
    }

    private static Object pass(Connection connection, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static SQLException notYours(String call) {
        return new SQLException(call
                + " on the connection of a transactional task: the transaction ends with the task's outcome. Return from the "
                + "task to commit, throw to roll back, or use a savepoint");
    }
}
