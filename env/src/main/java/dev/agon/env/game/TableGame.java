package dev.agon.env.game;

import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/** A game whose matrix stands in the configuration: {@code rows}, {@code actions} and {@code start}. */
public final class TableGame implements Game {
    private final MatrixGame game;

    /** The game of a block. */
    public TableGame(Settings settings) {
        PreferenceMatrix preference = Numbers.square(settings, "rows");
        List<String> actions = settings.texts("actions");
        if (actions.size() != preference.size()) {
            throw settings.fault(
                    "actions", "has " + actions.size() + " names but the matrix has " + preference.size() + " rows");
        }
        MatrixGame plain = MatrixGame.of(settings.name(), actions, preference);
        game = plain.withStart(Numbers.policy(settings, "start", plain.size(), plain.start()));
    }

    @Override
    public List<MatrixGame> contexts() {
        return List.of(game);
    }
}
