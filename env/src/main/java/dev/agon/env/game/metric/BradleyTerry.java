package dev.agon.env.game.metric;

import dev.agon.env.game.MatrixGame;
import dev.agon.protocol.Decision;
import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

/**
 * The scalar reward that explains win probabilities best: the r that minimises {@code - sum over i, j of m_i m_j P(i,
 * j) log sigma(r_i - r_j)}, the likelihood of Bradley and Terry (1952) on pairs drawn from m x m. It is what a reward
 * model learns from unlimited data.
 *
 * <p>Solved by Newton steps in the variables {@code sqrt(m_i) r_i}, so that rare actions are as well conditioned as
 * common ones; no coordinate moves by more than 2 a step. A ridge of 1e-9 m_i r_i^2 / 2 fixes the mean of r at 0 and
 * keeps finite what the data leave infinite (an action that always wins then has a reward of about 20).
 */
@Decision
public final class BradleyTerry {
    private static final double RIDGE = 1e-9;
    private static final double LARGEST_STEP = 2;
    private static final double CONVERGED = 1e-11;
    private static final double FLAT = 1e-14;
    private static final int MOST_STEPS = 500;

    private BradleyTerry() {}

    /** The rewards of a game's actions, fitted on all pairs alike. */
    public static double[] rewards(MatrixGame game) {
        double[][] pairs = new double[game.size()][game.size()];
        for (int i = 0; i < pairs.length; i++) {
            for (int j = 0; j < pairs.length; j++) {
                pairs[i][j] = game.probability(i, j);
            }
        }
        double[] mass = new double[pairs.length];
        Arrays.fill(mass, 1.0 / mass.length);
        return rewards(pairs, mass);
    }

    /**
     * The rewards that fit a matrix best.
     *
     * @param pairs (n, n) win probabilities, {@code P + P^T = 1}
     * @param mass how often each action is met; sums to 1
     * @return n rewards with mean 0 under the mass
     */
    public static double[] rewards(double[][] pairs, double[] mass) {
        return rewards(pairs, mass, new double[mass.length]);
    }

    /** The same from a first guess, such as the rewards of slightly fewer data. */
    public static double[] rewards(double[][] pairs, double[] mass, double[] guess) {
        double[] root = Arrays.stream(mass)
                .map(m -> Math.sqrt(Math.max(m, Double.MIN_NORMAL)))
                .toArray();
        double[] rewards = guess.clone();
        for (int step = 0; step < MOST_STEPS; step++) {
            double moved = newtonStep(pairs, root, rewards);
            if (moved < CONVERGED) {
                break;
            }
        }
        return rewards;
    }

    /** Moves the rewards by one step; returns the largest change. */
    private static double newtonStep(double[][] pairs, double[] root, double[] rewards) {
        int n = rewards.length;
        double[][] hessian = new double[n][n];
        double[] gradient = new double[n];
        for (int i = 0; i < n; i++) {
            hessian[i][i] += RIDGE;
            gradient[i] -= RIDGE * root[i] * rewards[i];
            for (int j = 0; j < n; j++) {
                if (j != i) {
                    double sigma = 1 / (1 + Math.exp(rewards[j] - rewards[i]));
                    double odds = Math.exp(-Math.abs(rewards[j] - rewards[i]));
                    double slope = odds / ((1 + odds) * (1 + odds)); // the same to the bit for (j, i)
                    gradient[i] += root[i] * root[j] * root[j] * (pairs[i][j] - sigma);
                    hessian[i][i] += root[j] * root[j] * slope;
                    hessian[i][j] = -root[i] * root[j] * slope;
                }
            }
        }
        if (isFlat(gradient)) {
            return 0;
        }
        double[] step = new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false), 1e-10, 0)
                .getSolver()
                .solve(new ArrayRealVector(gradient, false))
                .toArray();
        double moved = 0;
        for (int i = 0; i < n; i++) {
            double change = Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, step[i] / root[i]));
            rewards[i] += change;
            moved = Math.max(moved, Math.abs(change));
        }
        return moved;
    }

    private static boolean isFlat(double[] gradient) {
        return Arrays.stream(gradient).allMatch(slope -> Math.abs(slope) < FLAT);
    }
}
