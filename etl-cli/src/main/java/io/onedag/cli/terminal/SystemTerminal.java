package io.onedag.cli.terminal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The terminal that this process was started in, if it was. */
public final class SystemTerminal implements Terminal {

    private static final File TTY = new File("/dev/tty");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @Override
    public boolean outIsTerminal() {
        return isTerminal(1);
    }

    @Override
    public boolean errIsTerminal() {
        return isTerminal(2);
    }

    /** Asks {@code stty}, since the JDK doesn't tell. */
    @Override
    public Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TTY)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            stty.waitFor(1, TimeUnit.SECONDS);
            String[] parts = answer.strip().split(" ");
            int rows = Integer.parseInt(parts[0]);
            int columns = Integer.parseInt(parts[1]);
            return rows > 0 && columns > 0 ? new Size(columns, rows) : Size.DEFAULT;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Size.DEFAULT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Size.DEFAULT;
        }
    }

    private static boolean isTerminal(int descriptor) {
        if (Files.isDirectory(DESCRIPTORS)) {
            try {
                String target = Files.readSymbolicLink(DESCRIPTORS.resolve(String.valueOf(descriptor)))
                        .toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** From Java 22 on, there is a console also where input and output are no terminal. */
    private static boolean isTerminal(Console console) {
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
