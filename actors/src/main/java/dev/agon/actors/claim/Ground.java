package dev.agon.actors.claim;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.RegularisedEquilibrium;

/**
 * A context as all methods find it.
 *
 * @param game the context
 * @param start the first policy
 * @param tau price of a nat in the regularised game
 * @param equilibrium of that game; the start where no figure asks for it
 */
record Ground(MatrixGame game, TabularPolicy start, double tau, TabularPolicy equilibrium) {
    static Ground of(MatrixGame game, TabularPolicy start, double tau, boolean solved) {
        return new Ground(game, start, tau, solved ? RegularisedEquilibrium.of(game, tau) : start);
    }
}
