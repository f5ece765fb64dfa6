package dev.agon.env.game;

import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * A game that a scalar reward explains: {@code P(i, j) = sigma(r_i - r_j)} (Bradley and Terry 1952, "Rank analysis of
 * incomplete block designs"). The control on which reward models must do as well as self-play.
 */
public final class BradleyTerryGame implements Game {
    private final MatrixGame game;

    /** The game of a block: {@code rewards}, one an action. */
    public BradleyTerryGame(Settings settings) {
        double[] rewards = Numbers.list(settings, "rewards", -100, 100);
        if (rewards.length < 2) {
            throw settings.fault("rewards", "has " + rewards.length + " numbers but a game needs at least 2 actions");
        }
        game = MatrixGame.of(
                settings.name(),
                MatrixGame.numbered(rewards.length),
                PreferenceMatrix.of(rewards.length, (i, j) -> 1 / (1 + Math.exp(rewards[j] - rewards[i]))));
    }

    @Override
    public List<MatrixGame> contexts() {
        return List.of(game);
    }
}
