package dev.agon.learner;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.agon.learner.exact.Dynamics;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceConfTest {
    private static final Config REFERENCE = ConfigFactory.parseResources("reference.conf");

    static Stream<String> algorithms() {
        return Settings.of(REFERENCE, "agon.algorithm").names().stream();
    }

    @Test
    void everyKeyAndBlockHasAComment() {
        requireComments("agon", REFERENCE.getObject("agon"));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everyKeyOfAnAlgorithmIsRead(String name) {
        String path = "agon.algorithm." + name;
        requireEveryKey(path, config -> Settings.of(config, path).create(Algorithm.class));
    }

    static Stream<String> dynamics() {
        return Settings.of(REFERENCE, "agon.dynamics").names().stream();
    }

    @ParameterizedTest
    @MethodSource("dynamics")
    void everyKeyOfADynamicsIsRead(String name) {
        String path = "agon.dynamics." + name;
        requireEveryKey(path, config -> Settings.of(config, path).create(Dynamics.class));
    }

    @Test
    void everyKeyOfTheLearnerIsRead() {
        requireEveryKey("agon.learner", config -> new Learner(Settings.of(config, "agon.learner")));
    }

    @Test
    void theChosenAlgorithmExists() {
        assertTrue(algorithms().toList().contains(REFERENCE.getString("agon.algorithm.use")));
    }

    /** A key whose absence goes unnoticed is read by nobody. */
    private static void requireEveryKey(String path, Consumer<Config> reader) {
        reader.accept(REFERENCE);
        for (Map.Entry<String, ConfigValue> leaf : REFERENCE.getConfig(path).entrySet()) {
            Config without = REFERENCE.withoutPath(path + "." + leaf.getKey());
            assertThrows(
                    ConfigurationException.class,
                    () -> reader.accept(without),
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
