package dev.agon.actors.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The attempts of a run, {@code attempt-1} and so on: each time that it was started or resumed, with begin and end. */
final class Attempts {
    private static final String BEGUN = "begun";
    private static final String ENDED = "ended";

    private final Path run;

    Attempts(Path run) {
        this.run = run;
    }

    /** Opens a new attempt; the one before it is ended if it was killed. */
    Path next() throws IOException {
        int number = 1;
        while (Files.exists(attempt(number))) {
            number++;
        }
        if (number > 1 && !Files.exists(attempt(number - 1).resolve(ENDED))) {
            end(attempt(number - 1), lastTrace(attempt(number - 1)));
        }
        Path attempt = Files.createDirectory(attempt(number));
        Files.writeString(attempt.resolve(BEGUN), Instant.now() + "\n");
        return attempt;
    }

    /** Notes when an attempt ended. */
    static void end(Path attempt, Instant when) throws IOException {
        Files.writeString(attempt.resolve(ENDED), when + "\n");
    }

    /** Wall time of all attempts together, the current one up to {@code now}. */
    double seconds(Path current, Instant now) throws IOException {
        double seconds = 0;
        for (int number = 1; Files.exists(attempt(number)); number++) {
            Path each = attempt(number);
            if (Files.exists(each.resolve(BEGUN))) {
                Instant end = each.equals(current) ? now : endOf(each);
                seconds += Math.max(
                        0, Duration.between(time(each.resolve(BEGUN)), end).toMillis() / 1e3);
            }
        }
        return seconds;
    }

    private static Instant endOf(Path attempt) throws IOException {
        Path ended = attempt.resolve(ENDED);
        return time(Files.exists(ended) ? ended : attempt.resolve(BEGUN));
    }

    private static Instant time(Path file) throws IOException {
        return Instant.parse(Files.readString(file).strip());
    }

    /** When a killed attempt wrote last: to its log, to the ledger or to the figures. */
    private Instant lastTrace(Path attempt) throws IOException {
        List<Path> traces = new ArrayList<>(List.of(attempt.resolve(Logs.FILE), run.resolve("metrics.jsonl")));
        if (Files.isDirectory(run.resolve("ledger"))) {
            try (Stream<Path> files = Files.list(run.resolve("ledger"))) {
                files.forEach(traces::add);
            }
        }
        Instant last = Instant.EPOCH;
        for (Path trace : traces) {
            if (Files.exists(trace)) {
                Instant written = Files.getLastModifiedTime(trace).toInstant();
                last = written.isAfter(last) ? written : last;
            }
        }
        return last;
    }

    private Path attempt(int number) {
        return run.resolve("attempt-" + number);
    }
}
