package dev.agon.env.game;

import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * Several games played side by side, as a policy plays one for each prompt; figures are means over them. Its block
 * holds a block for each context below {@code contexts}, of any kind of game.
 */
public final class ContextualGame implements Game {
    private final List<MatrixGame> contexts;

    /** The game of a block. */
    public ContextualGame(Settings settings) {
        Settings blocks = settings.block("contexts");
        contexts = blocks.names().stream()
                .flatMap(name -> blocks.block(name).create(Game.class).contexts().stream())
                .toList();
        if (contexts.isEmpty()) {
            throw settings.fault("contexts", "holds no block with a class; add a game");
        }
    }

    @Override
    public List<MatrixGame> contexts() {
        return contexts;
    }
}
