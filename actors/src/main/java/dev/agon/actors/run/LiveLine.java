package dev.agon.actors.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Shows progress: on a terminal one line, redrawn at most ten times a second; in a pipe a line whenever an interval has
 * passed and whenever an iteration begins.
 */
public final class LiveLine implements AutoCloseable {
    private static final Duration REDRAW = Duration.ofMillis(100);

    private final Terminal terminal;
    private final Duration interval;
    private final InstantSource clock;
    private Instant next = Instant.MIN;
    private int iteration = -1;
    private String stage = "";

    /**
     * @param interval time between two lines where the output is no terminal
     * @param clock what tells the time
     */
    public LiveLine(Terminal terminal, Duration interval, InstantSource clock) {
        this.terminal = terminal;
        this.interval = terminal.interactive() ? REDRAW : interval;
        this.clock = clock;
    }

    /** Shows this progress if it is time to. */
    public synchronized void show(Progress progress) {
        boolean begun = progress.iteration() != iteration;
        boolean changed = begun || (terminal.interactive() && !progress.stage().equals(stage));
        Instant now = clock.instant();
        if (!changed && now.isBefore(next)) {
            return;
        }
        iteration = progress.iteration();
        stage = progress.stage();
        next = now.plus(interval);
        if (terminal.interactive()) {
            terminal.live(progress.line());
        } else {
            terminal.line(progress.line());
        }
    }

    /** Writes a line that stays, now. */
    public void note(String text) {
        terminal.line(text);
    }

    /** Removes the live line. */
    @Override
    public synchronized void close() {
        terminal.live("");
    }
}
