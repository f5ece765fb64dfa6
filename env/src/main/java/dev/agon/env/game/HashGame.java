package dev.agon.env.game;

import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * A game without structure that every language computes alike: for i &lt; j, {@code P(i, j) = h / 10006} with {@code h
 * = (7919 i + 104729 j + 31 i^2 + 37 j^2 + 101 i j) mod 10007}.
 */
public final class HashGame implements Game {
    private static final int MODULUS = 10007;

    private final MatrixGame game;

    /** The game of a block: {@code size} actions. */
    public HashGame(Settings settings) {
        int size = settings.integer("size", 2, 2000);
        game = MatrixGame.of(
                settings.name(),
                MatrixGame.numbered(size),
                PreferenceMatrix.of(size, (i, j) -> hash(i, j) / (MODULUS - 1.0)));
    }

    private static int hash(long i, long j) {
        return (int) ((7919 * i + 104729 * j + 31 * i * i + 37 * j * j + 101 * i * j) % MODULUS);
    }

    @Override
    public List<MatrixGame> contexts() {
        return List.of(game);
    }
}
