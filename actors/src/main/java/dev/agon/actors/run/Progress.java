package dev.agon.actors.run;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is.
 *
 * @param iteration the iteration at work, counted from 1
 * @param iterations number of iterations in all
 * @param stage what is being done
 * @param tokensPerSecond speed of generation; NaN if not known yet
 * @param winRate against the starting policy, by the last validation; NaN if not known yet
 * @param kl from the starting policy, in nats an answer; NaN if not known yet
 * @param exploitability of the newest version; NaN where it cannot be known or is not known yet
 * @param eta time left; null if not known yet
 */
public record Progress(
        int iteration,
        int iterations,
        String stage,
        double tokensPerSecond,
        double winRate,
        double kl,
        double exploitability,
        @Nullable Duration eta) {

    /** One line for people; what is not known yet is left out. */
    public String line() {
        StringBuilder line = new StringBuilder();
        line.append("iteration ").append(iteration).append('/').append(iterations);
        line.append("  ").append(stage);
        append(line, "%,.0f tokens/s", tokensPerSecond);
        append(line, "win rate %.2f", winRate);
        append(line, "KL %.2f", kl);
        append(line, "exploitability %.3f", exploitability);
        if (eta != null) {
            line.append("  ETA ").append(clock(eta));
        }
        return line.toString();
    }

    private static void append(StringBuilder line, String format, double value) {
        if (Double.isFinite(value)) {
            line.append("  ").append(String.format(Locale.ROOT, format, value));
        }
    }

    /** A time as people read it: {@code 45s}, {@code 3m05s}, {@code 2h07m}. */
    public static String clock(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
    }
}
