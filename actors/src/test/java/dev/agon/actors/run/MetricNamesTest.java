package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.config.ConfigLoader;
import dev.agon.env.game.WrittenGame;
import dev.agon.env.game.metric.GameProbe;
import dev.agon.env.metric.Probe;
import dev.agon.protocol.settings.Settings;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.WinRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MetricNamesTest {
    private static final List<String> LINES = lines();

    @Test
    void everyFigureOfAnEvaluationHasItsLineInTheDocument() {
        WinRate rate = WinRate.even(1);
        assertDocumented(
                IterationMetrics.of(new Evaluation(0, rate, rate, new TreeMap<>(Map.of("NAME", rate)), 1, 1, 1, 1))
                        .keySet());
    }

    @Test
    void everyFigureOfAPreTrainingHasItsLineInTheDocument() {
        assertDocumented(IterationMetrics.ofPretraining(1, 2).keySet());
    }

    @Test
    void everyFigureOfAKnownGameHasItsLineInTheDocument() {
        Settings games = new ConfigLoader(Map.of(), Path.of("..")).load().settings("agon.game");
        WrittenGame game = WrittenGame.of(games, "COMAL3");
        double[][] uniform = {{Math.log(1 / 3.0), Math.log(1 / 3.0), Math.log(1 / 3.0)}};
        Set<String> names =
                new TreeSet<>(new GameProbe(game, 0.1).measure(uniform).keySet());
        names.removeIf(name -> name.startsWith(Probe.STATE));
        assertTrue(names.removeAll(Set.of("game/a", "game/b", "game/c")), names::toString);
        names.add("game/NAME"); // what stands for the shares of actions
        assertDocumented(names);
    }

    private static void assertDocumented(Iterable<String> names) {
        SortedSet<String> missing = new TreeSet<>();
        for (String name : names) {
            if (LINES.stream().noneMatch(line -> line.startsWith("| `" + name + "` |"))) {
                missing.add(name);
            }
        }
        assertTrue(missing.isEmpty(), "docs/metrics.md has no line for " + missing);
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(Path.of("..", "docs", "metrics.md"));
        } catch (IOException e) {
            throw new IllegalStateException("tests run in their module's directory", e);
        }
    }
}
