package dev.agon.env.game.metric;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.Decision;

/**
 * The one Nash equilibrium of a game with KL control, {@code pi = ref exp(w_pi / tau) / Z} (Munos et al. 2023, arXiv
 * 2312.00886), to the precision of a double.
 *
 * <p>Found by extragradient steps with the penalty taken implicitly, {@code pi' = (pi ref^(s tau) exp(s w))^(1 / (1 + s
 * tau)) / Z}, which contract for every step s up to 2; the duality gap says when they have arrived.
 */
@Decision
public final class RegularisedEquilibrium {
    private static final double STEP = 2;
    private static final double GAP = 1e-14;
    private static final int MOST_STEPS = 1_000_000;

    private RegularisedEquilibrium() {}

    /**
     * Solves a game.
     *
     * @param tau price of a nat of distance to the game's reference, above 0
     */
    public static TabularPolicy of(MatrixGame game, double tau) {
        TabularPolicy policy = game.reference();
        for (int step = 0; step < MOST_STEPS; step++) {
            if (step % 32 == 0 && Exploitability.dualityGap(game, policy, tau) < GAP) {
                return policy;
            }
            TabularPolicy half = prox(game, policy, policy, tau);
            policy = prox(game, policy, half, tau);
        }
        return policy;
    }

    private static TabularPolicy prox(MatrixGame game, TabularPolicy from, TabularPolicy opponent, double tau) {
        double share = STEP * tau / (1 + STEP * tau);
        return from.toward(game.reference(), share).tilt(game.winRates(opponent), STEP / (1 + STEP * tau));
    }
}
