package dev.agon.learner.exact;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.Exploitability;

/** One context of a game while it is played: its player, and the sum of what was played. */
final class PlayedContext {
    private final MatrixGame game;
    private final Oracle oracle;
    private final Update update;
    private final double[] played;
    private TabularPolicy policy;
    private TabularPolicy best;
    private int steps;

    PlayedContext(MatrixGame game, TabularPolicy start, Oracle oracle, Update update) {
        this.game = game;
        this.oracle = oracle;
        this.update = update;
        this.played = new double[game.size()];
        this.policy = start;
        this.best = start;
    }

    void step() {
        for (int y = 0; y < played.length; y++) {
            played[y] += policy.get(y);
        }
        policy = update.next(policy, steps, oracle);
        steps++;
    }

    /** The policy reached. */
    TabularPolicy last() {
        return policy;
    }

    /** The uniform mixture of the policies from which a step was made; the start before the first. */
    TabularPolicy average() {
        return steps == 0 ? policy : TabularPolicy.of(played);
    }

    /** The policy that was reached when {@link #keep} was last called. */
    TabularPolicy best() {
        return best;
    }

    void keep() {
        best = policy;
    }

    long queries() {
        return oracle.queries();
    }

    double exploitability(TabularPolicy of) {
        return Exploitability.of(game, of);
    }
}
