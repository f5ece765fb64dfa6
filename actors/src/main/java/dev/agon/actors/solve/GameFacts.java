package dev.agon.actors.solve;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.metric.Equilibrium;
import dev.agon.env.game.metric.Exploitability;
import dev.agon.env.game.metric.Transitivity;

/**
 * What holds of a context, whoever plays it.
 *
 * @param game the context
 * @param nash an exact equilibrium
 * @param bordaWinner the action that wins most on average
 * @param bordaExploitability that of always playing it
 * @param bradleyTerryWinner the action with the largest fitted reward
 * @param bradleyTerryExploitability that of always playing it
 * @param cyclicShare share of triples in a circle
 * @param hodgeOfWinRates share of the win margins that no score explains
 * @param hodgeOfLogOdds the same of the log-odds; NaN where a probability is 0 or 1
 */
public record GameFacts(
        MatrixGame game,
        Equilibrium nash,
        int bordaWinner,
        double bordaExploitability,
        int bradleyTerryWinner,
        double bradleyTerryExploitability,
        double cyclicShare,
        double hodgeOfWinRates,
        double hodgeOfLogOdds) {
    /** The facts of a context. */
    public static GameFacts of(MatrixGame game) {
        int borda = Transitivity.bordaWinner(game);
        int bradleyTerry = Transitivity.bradleyTerryWinner(game);
        return new GameFacts(
                game,
                Equilibrium.of(game),
                borda,
                Exploitability.ofAction(game, borda),
                bradleyTerry,
                Exploitability.ofAction(game, bradleyTerry),
                Transitivity.cyclicShare(game),
                Transitivity.hodgeShare(game),
                Transitivity.hodgeShareOfLogOdds(game));
    }

    /** The share that no score explains: of the log-odds where they are finite, else of the win margins. */
    public double hodgeShare() {
        return Double.isNaN(hodgeOfLogOdds) ? hodgeOfWinRates : hodgeOfLogOdds;
    }
}
