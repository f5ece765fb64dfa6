package dev.agon.env.game.metric;

import dev.agon.protocol.Decision;
import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

/**
 * The scalar reward that a reward model learns from comparisons as they came, any pair any number of times: the r that
 * minimises {@code - sum over i, j of n_ij log sigma(r_i - r_j) + prior / 2 sum of r_i^2}, with {@code n_ij} how often
 * i won against j. It is the likelihood of Bradley and Terry (1952) with a normal prior of the variance 1 / prior on
 * each reward, which keeps the rewards finite and those of actions never met at 0.
 *
 * <p>Solved by Newton steps, of which none moves a reward by more than 2. {@link BradleyTerry} fits probabilities under
 * a product of masses without a prior that matters.
 */
@Decision
public final class RewardFit {
    private static final double LARGEST_STEP = 2;
    private static final double CONVERGED = 1e-9;
    private static final int MOST_STEPS = 200;

    private RewardFit() {}

    /**
     * The rewards.
     *
     * @param wins (n, n) how often the row's action won against the column's
     * @param prior inverse variance of a reward, above 0
     * @param guess where to begin, such as the rewards of fewer comparisons
     */
    public static double[] of(double[][] wins, double prior, double[] guess) {
        double[] rewards = guess.clone();
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] newton = newtonStep(wins, prior, rewards);
            double largest = Arrays.stream(newton).map(Math::abs).max().orElse(0);
            double length = Math.min(1, LARGEST_STEP / Math.max(largest, Double.MIN_NORMAL));
            for (int i = 0; i < rewards.length; i++) {
                rewards[i] += length * newton[i];
            }
            if (largest < CONVERGED) {
                break;
            }
        }
        return rewards;
    }

    private static double[] newtonStep(double[][] wins, double prior, double[] rewards) {
        int n = rewards.length;
        double[][] hessian = new double[n][n];
        double[] gradient = new double[n];
        for (int i = 0; i < n; i++) {
            hessian[i][i] += prior;
            gradient[i] -= prior * rewards[i];
            for (int j = 0; j < n; j++) {
                double met = wins[i][j] + wins[j][i];
                if (j != i && met > 0) {
                    double odds = Math.exp(-Math.abs(rewards[j] - rewards[i]));
                    double slope = met * odds / ((1 + odds) * (1 + odds)); // the same to the bit for (j, i)
                    gradient[i] += wins[i][j] - met / (1 + Math.exp(rewards[j] - rewards[i]));
                    hessian[i][i] += slope;
                    hessian[i][j] = -slope;
                }
            }
        }
        return new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false), 1e-10, 0)
                .getSolver()
                .solve(new ArrayRealVector(gradient, false))
                .toArray();
    }
}
