package dev.agon.env.game;

import java.util.List;

/**
 * A preference game whose matrix is known. A kind of game is one class with a public constructor that takes its
 * {@link dev.agon.protocol.settings.Settings}, and each game one commented block under {@code agon.game} with
 * {@code class =}; the block's name is the game's.
 */
public interface Game {
    /** The contexts (prompts) in which it is played, each a game of its own; at least one. */
    List<MatrixGame> contexts();

    /** How its actions are written for a policy over tokens; unless the game says more, each is one symbol. */
    default Spelling spelling() {
        return new OneSymbol(contexts());
    }
}
