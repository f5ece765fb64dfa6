package dev.agon.actors.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Standard error as progress is shown on it: lines that stay, and on a terminal one live line below them that is
 * redrawn. Thread-safe.
 */
public final class Terminal {
    private static final String CLEAR_LINE = "\r\u001b[2K";
    private static final int DEFAULT_WIDTH = 80;

    private final PrintStream out;
    private final boolean interactive;
    private final boolean colors;
    private final int width;
    private String live = "";

    /**
     * @param out where to write
     * @param interactive whether it is a terminal that understands cursor movement
     * @param colors whether colours may be used
     * @param width columns
     */
    public Terminal(PrintStream out, boolean interactive, boolean colors, int width) {
        this.out = out;
        this.interactive = interactive;
        this.colors = colors;
        this.width = width;
    }

    /** Standard error of this process; {@code NO_COLOR} and {@code TERM=dumb} are obeyed. */
    public static Terminal standardError(Map<String, String> environment) {
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean interactive = !dumb && isTerminal(2);
        boolean colors = interactive && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(System.err, interactive, colors, interactive ? columns() : DEFAULT_WIDTH);
    }

    /** Whether a file descriptor of this process is a terminal. */
    public static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return Boolean.getBoolean("agon.terminal"); // no /proc: what the launcher found
        }
    }

    private static int columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            boolean done = stty.waitFor(1, TimeUnit.SECONDS) && stty.exitValue() == 0;
            int columns = done ? Integer.parseInt(size.substring(size.indexOf(' ') + 1)) : DEFAULT_WIDTH;
            return columns > 0 ? columns : DEFAULT_WIDTH;
        } catch (IOException | NumberFormatException e) {
            return DEFAULT_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DEFAULT_WIDTH;
        }
    }

    /** Whether a live line can be drawn. */
    public boolean interactive() {
        return interactive;
    }

    /** The text in bold where colours are wanted. */
    public String bold(String text) {
        return colors ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    /** Writes a line that stays. */
    public synchronized void line(String text) {
        out.print((live.isEmpty() ? "" : CLEAR_LINE) + text + System.lineSeparator() + live);
        out.flush();
    }

    /** Replaces the live line; an empty text removes it. Without a terminal nothing happens. */
    public synchronized void live(String text) {
        if (!interactive) {
            return;
        }
        live = text.length() < width ? text : text.substring(0, Math.max(0, width - 1));
        out.print(CLEAR_LINE + live);
        out.flush();
    }
}
