package io.onedag.cli.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. The JDK's class for them is not part of the Java platform, so it is called by reflection; where it is
 * missing, signals keep their usual effect.
 */
public final class Signals {

    /** The key Ctrl-C. */
    public static final String INTERRUPT = "INT";

    /** The request to end, as {@code kill} sends it. */
    public static final String TERMINATE = "TERM";

    /** The terminal's window changed its size. */
    public static final String RESIZE = "WINCH";

    private Signals() {}

    /**
     * Has a signal run an action, in a thread of its own, instead of its usual effect.
     *
     * @param name without {@code SIG}
     * @return puts back what was there before
     */
    public static Runnable on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, args) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield null;
                }
                case "equals" -> proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "handler of SIG" + name;
            };
            Object own = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, calls);
            Object which = signal.getConstructor(String.class).newInstance(name);
            var handle = signal.getMethod("handle", signal, handler);
            Object before = handle.invoke(null, which, own);
            return () -> {
                try {
                    handle.invoke(null, which, before);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (ReflectiveOperationException | RuntimeException e) {
            return () -> {};
        }
    }
}
