package dev.agon.env.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.agon.env.task.Task;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every task, judge and reader block of reference.conf, those yet to come included. */
class ReferenceConfTest {
    static Stream<String> tasks() {
        return Settings.of(Scene.REFERENCE, "agon.task").names().stream();
    }

    static Stream<String> judges() {
        return Settings.of(Scene.REFERENCE, "agon.judge").names().stream();
    }

    static Stream<String> readers() {
        return judges().flatMap(judge -> {
            String path = "agon.judge." + judge + ".readers";
            return Scene.REFERENCE.hasPath(path)
                    ? Settings.of(Scene.REFERENCE, path).names().stream().map(reader -> path + "." + reader)
                    : Stream.of();
        });
    }

    @Test
    void everyKeyAndBlockHasAComment() {
        requireComments("agon", Scene.REFERENCE.getObject("agon"));
    }

    @Test
    void theChosenBlocksExist() {
        assertTrue(tasks().toList().contains(Scene.REFERENCE.getString("agon.task.use")));
        assertTrue(judges().toList().contains(Scene.REFERENCE.getString("agon.judge.use")));
        assertTrue(readers().count() >= 10);
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void everyKeyOfATaskIsRead(String name) {
        String path = "agon.task." + name;
        requireEveryKey(path, config -> Settings.of(config, path).create(Task.class));
    }

    @ParameterizedTest
    @MethodSource("judges")
    void everyKeyOfAJudgeIsRead(String name) {
        requireEveryKey("agon.judge." + name, config -> Scene.judge(config, name));
    }

    @ParameterizedTest
    @MethodSource("judges")
    void aJudgesProbabilitiesAddUpToOneInBothOrders(String name) {
        Judge judge = Scene.judge(name);
        assertEquals(name, judge.name());
        for (Prompt prompt : List.of(Scene.ESPRESSO, new Prompt("p", "Tell me of coffee.", Map.of()))) {
            Group group = Scene.everyKind(prompt);
            Verdict verdict = Scene.verdict(judge, group);
            Group mirrored = mirrored(group);
            Verdict other = Scene.verdict(judge, mirrored);
            int last = group.completions().size() - 1;
            for (int i = 0; i <= last; i++) {
                for (int j = 0; j <= last; j++) {
                    double there = verdict.preference().get(i, j);
                    double back = other.preference().get(last - j, last - i);
                    assertEquals(1, there + back, 1e-12, i + " against " + j);
                }
            }
        }
    }

    private static Group mirrored(Group group) {
        List<Completion> reversed = new ArrayList<>(group.completions());
        Collections.reverse(reversed);
        return new Group(group.prompt(), group.promptTokens(), reversed);
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aReadersProbabilitiesAddUpToOne(String path) {
        Group group = Scene.everyKind(Scene.ESPRESSO);
        PreferenceMatrix.Duel duel = Scene.reader(path).read(group, Scene.context());
        int size = group.completions().size();
        for (int i = 0; i < size; i++) {
            assertEquals(0.5, duel.probability(i, i), 1e-12);
            for (int j = 0; j < size; j++) {
                double p = duel.probability(i, j);
                assertTrue(p >= 0 && p <= 1, path);
                assertEquals(1, p + duel.probability(j, i), 1e-12, path);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("judges")
    void twoCallsGiveTheSameVerdict(String name) {
        Group group = Scene.everyKind(Scene.ESPRESSO);
        assertEquals(Scene.verdict(Scene.judge(name), group), Scene.verdict(Scene.judge(name), group));
    }

    /** A key whose absence goes unnoticed is read by nobody. */
    private static void requireEveryKey(String path, Consumer<Config> user) {
        user.accept(Scene.REFERENCE);
        for (Map.Entry<String, ConfigValue> leaf :
                Scene.REFERENCE.getConfig(path).entrySet()) {
            if (leaf.getKey().matches("readers\\..*\\.class")) {
                continue; // without its class a block is no reader
            }
            Config without = Scene.REFERENCE.withoutPath(path + "." + leaf.getKey());
            assertThrows(
                    ConfigurationException.class,
                    () -> user.accept(without),
                    () -> path + "." + leaf.getKey() + " is never read");
        }
    }

    private static void requireComments(String path, ConfigObject block) {
        block.forEach((key, value) -> {
            String full = path + "." + key;
            assertFalse(String.join("", value.origin().comments()).isBlank(), full + " has no comment");
            if (value instanceof ConfigObject inner) {
                requireComments(full, inner);
            }
        });
    }
}
