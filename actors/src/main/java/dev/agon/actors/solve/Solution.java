package dev.agon.actors.solve;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.Exploitability;
import dev.agon.learner.exact.Outcome;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * What an algorithm made of a game.
 *
 * @param algorithm its name
 * @param tau price of a nat at which the regularised gap is measured
 * @param contexts the contexts that were played
 * @param outcome what came of it
 */
public record Solution(String algorithm, double tau, List<MatrixGame> contexts, Outcome outcome) {
    /** Copies the list. */
    public Solution {
        contexts = List.copyOf(contexts);
    }

    /** Exploitability, the mean over contexts. */
    double exploitability(List<TabularPolicy> policies) {
        return mean(policies, Exploitability::of);
    }

    /** Duality gap of the game with KL control, the mean over contexts. */
    double regularisedGap(List<TabularPolicy> policies) {
        return mean(policies, (game, policy) -> Exploitability.dualityGap(game, policy, tau));
    }

    /** KL to the reference in nats, the mean over contexts. */
    double kl(List<TabularPolicy> policies) {
        return mean(policies, (game, policy) -> policy.kl(game.reference()));
    }

    private double mean(List<TabularPolicy> policies, ToDoubleBiFunction<MatrixGame, TabularPolicy> figure) {
        double sum = 0;
        for (int i = 0; i < policies.size(); i++) {
            sum += figure.applyAsDouble(contexts.get(i), policies.get(i));
        }
        return sum / policies.size();
    }
}
