package dev.agon.learner.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.agon.env.task.TextExample;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.files.Sha256;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingTest {
    private static final PretrainSettings SETTINGS = PretrainSettings.of(Settings.of(
            ConfigFactory.parseString(
                            """
                            agon.pretrain {
                              vocab-size = 280, hidden-size = 16, intermediate-size = 24, layers = 1
                              heads = 2, key-value-heads = 1, head-size = 8, context-length = 48
                              epochs = 6, batch-tokens = 256, micro-batch-tokens = 96, warmup-steps = 3
                              learning-rate = 1e-2, validation-examples = 8, validate-every = 5, checkpoint-every = 4
                            }
                            """)
                    .withFallback(ConfigFactory.parseResources("reference.conf"))
                    .resolve(),
            "agon.pretrain"));

    @TempDir
    private Path temporary;

    /** Remembers what it hears and stops after a number of steps. */
    private static final class Follower implements Pretraining.Listener {
        private final int stopAfter;
        private final List<Double> losses = new ArrayList<>();
        private final List<Double> validation = new ArrayList<>();
        private int leftOut;
        private int from;

        Follower(int stopAfter) {
            this.stopAfter = stopAfter;
        }

        @Override
        public void started(ModelConfig model, int texts, int leftOut, long tokens, int from, int steps) {
            this.leftOut = leftOut;
            this.from = from;
        }

        @Override
        public boolean stepped(int step, int steps, int tokens, double loss, double learningRate) {
            losses.add(loss);
            return step < stopAfter;
        }

        @Override
        public void validated(int step, double loss) {
            validation.add(loss);
        }
    }

    @Test
    void theLossFallsAndTheModelOpens() {
        Follower follower = new Follower(Integer.MAX_VALUE);
        Pretraining training = training("whole", follower);
        assertTrue(training.run(texts(64), texts(8)));
        assertTrue(
                follower.losses.get(follower.losses.size() - 1) < 0.6 * follower.losses.get(0),
                () -> "losses " + follower.losses);
        assertTrue(follower.validation.get(follower.validation.size() - 1) < follower.validation.get(0));
        ModelDirectory model = ModelDirectory.open(training.model());
        assertEquals(16, model.config().hiddenSize());
        assertEquals("bat 3", model.tokenizer().decode(model.tokenizer().encode("bat 3")));
    }

    @Test
    void aStoppedTrainingThatGoesOnEndsWithTheSameBits() {
        Pretraining unbroken = training("unbroken", new Follower(Integer.MAX_VALUE));
        assertTrue(unbroken.run(texts(64), texts(8)));
        assertFalse(training("broken", new Follower(7)).run(texts(64), texts(8)));
        Follower second = new Follower(Integer.MAX_VALUE);
        Pretraining continued = training("broken", second);
        assertTrue(continued.run(texts(64), texts(8)));
        assertEquals(7, second.from);
        assertEquals(digest(unbroken), digest(continued));
    }

    @Test
    void textsBeyondTheContextAreLeftOutAndCounted() {
        Follower follower = new Follower(1);
        List<TextExample> texts = new ArrayList<>(texts(10));
        texts.add(new TextExample("long:", " word".repeat(100)));
        assertFalse(training("long", follower).run(texts, texts(2)));
        assertEquals(1, follower.leftOut);
    }

    @Test
    void noTextThatFitsIsRefused() {
        List<TextExample> tooLong = List.of(new TextExample("long:", " word".repeat(100)));
        assertThrows(
                InputException.class, () -> training("none", new Follower(1)).run(tooLong, tooLong));
    }

    private Pretraining training(String name, Pretraining.Listener listener) {
        return new Pretraining(SETTINGS, temporary.resolve(name), "cpu", ComputeOptions.DEFAULT, listener);
    }

    private static String digest(Pretraining training) {
        return Sha256.ofFile(training.model().resolve("model.safetensors"));
    }

    private static List<TextExample> texts(int count) {
        List<TextExample> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(new TextExample(
                    "bat " + i % 7 + ":", " a small animal that flies at night" + " and hunts".repeat(i % 4)));
        }
        return texts;
    }
}
