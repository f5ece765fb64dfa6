package dev.agon.env.game;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The games of reference.conf, random ones, and numbers about them that were computed independently of this code. */
public final class Games {
    public static final Config REFERENCE =
            ConfigFactory.parseResources("reference.conf").resolve();
    private static final JsonNode GOLDEN = readGolden();

    private Games() {}

    private static JsonNode readGolden() {
        try (InputStream file = Games.class.getResourceAsStream("/golden-games.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all games. */
    public static List<String> names() {
        return Settings.of(REFERENCE, "agon.game").names();
    }

    /** A game of one context. */
    public static MatrixGame get(String name) {
        List<MatrixGame> contexts = contexts(name);
        if (contexts.size() != 1) {
            throw new IllegalArgumentException(name + " has " + contexts.size() + " contexts");
        }
        return contexts.get(0);
    }

    /** The contexts of a game. */
    public static List<MatrixGame> contexts(String name) {
        return Settings.of(REFERENCE, "agon.game." + name).create(Game.class).contexts();
    }

    /** A game of uniform probabilities, the same for the same seed. */
    public static MatrixGame random(int size, long seed) {
        CounterRandom random = CounterRandom.of(seed);
        return MatrixGame.of("random", MatrixGame.numbered(size), PreferenceMatrix.of(size, (i, j) -> random.at(i)
                .uniform(j)));
    }

    /** A policy that plays every action, the same for the same seed. */
    public static TabularPolicy randomPolicy(int size, long seed) {
        CounterRandom random = CounterRandom.of(seed).at("policy");
        double[] logits = new double[size];
        for (int i = 0; i < size; i++) {
            logits[i] = 2 * random.uniform(i);
        }
        return TabularPolicy.softmax(logits);
    }

    /** A node of the golden numbers, by JSON pointer. */
    public static JsonNode golden(String pointer) {
        JsonNode node = GOLDEN.at(pointer);
        if (node.isMissingNode()) {
            throw new IllegalArgumentException("no golden number at " + pointer);
        }
        return node;
    }

    /** A list of golden numbers. */
    public static double[] vector(String pointer) {
        JsonNode node = golden(pointer);
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).asDouble();
        }
        return values;
    }
}
