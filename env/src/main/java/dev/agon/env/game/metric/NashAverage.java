package dev.agon.env.game.metric;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.Decision;
import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * The Nash average of a game's actions: of all its equilibria the one of the highest entropy, which is unique (Balduzzi
 * et al. 2018, "Re-evaluating evaluation", arXiv 1806.02643, section 4). An action and its copy share what the action
 * alone would have, so that no evaluation can be bent by entering a competitor twice.
 *
 * <p>Found as the limit of the regularised equilibria {@code p = softmax(A p / tau)}, A = P - 1/2, for tau towards 0.
 * Each of them has at least the entropy of every equilibrium: such a q wins at least its half against p, so that
 * {@code 1/2 >= P(q beats p) + tau H(q) - tau H(p) >= 1/2 + tau (H(q) - H(p))}, since p answers itself best. Hence the
 * limit is the equilibrium sought; at tau the best answer to p wins {@code tau log n} beyond its half, at most.
 *
 * <p>The path is followed by Newton steps in the logits. Their Jacobian {@code tau I - A C}, with C the covariance of
 * the draw of an action, is never singular: C is positive semidefinite and A skew, so that the eigenvalues of A C lie
 * on the imaginary axis.
 */
@Decision
public final class NashAverage {
    /** Where the path ends, as a share of twice the largest margin. */
    private static final double LAST_TAU = 1e-7;

    private static final double LONGEST_STRIDE = Math.log(4);
    private static final double SHORTEST_STRIDE = 1e-9;
    private static final double CONVERGED = 1e-11; // of tau
    private static final double ROUNDING = 1e-14;
    private static final int MOST_STEPS = 30;
    private static final double SHORTEST_STEP = 1e-3;

    private final double[][] margins; // (n, n), scaled to a largest of 1/2
    private double[] logits;

    private NashAverage(double[][] margins) {
        this.margins = margins;
        this.logits = new double[margins.length];
    }

    /** The Nash average of a game's actions, each probability within about 1e-6. */
    public static TabularPolicy of(MatrixGame game) {
        int n = game.size();
        double[][] margins = new double[n][n];
        double largest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                margins[i][j] = game.probability(i, j) - 0.5;
                largest = Math.max(largest, margins[i][j]);
            }
        }
        if (largest < ROUNDING) { // all tie with all
            return TabularPolicy.uniform(n);
        }
        for (double[] row : margins) {
            for (int j = 0; j < n; j++) {
                row[j] /= 2 * largest;
            }
        }
        return new NashAverage(margins).follow();
    }

    /** Goes on in strides of log tau: shorter ones where the path bends, longer ones again where it is straight. */
    private TabularPolicy follow() {
        double tau = 1;
        correct(tau);
        double stride = LONGEST_STRIDE;
        while (tau > LAST_TAU) {
            double[] from = logits;
            predict(tau, stride);
            double next = tau * Math.exp(-stride);
            if (correct(next)) {
                tau = next;
                stride = Math.min(LONGEST_STRIDE, 2 * stride);
            } else if (stride > SHORTEST_STRIDE) {
                logits = from;
                stride /= 4;
            } else {
                throw new ArithmeticException("the path to the Nash average ends at tau = " + tau);
            }
        }
        return TabularPolicy.softmax(logits);
    }

    /** The tangent of the path: {@code (tau I - A C) du = - tau u d(log tau)}. */
    private void predict(double tau, double stride) {
        double[] right =
                Arrays.stream(logits).map(logit -> tau * logit * stride).toArray();
        add(solve(jacobian(tau), right), 1);
    }

    /** Newton steps towards {@code tau u = A softmax(u)}, shortened where they lead away; whether it was reached. */
    private boolean correct(double tau) {
        double distance = largest(residual(tau));
        for (int step = 0; step < MOST_STEPS && distance > CONVERGED * tau; step++) {
            double[] direction = solve(jacobian(tau), residual(tau));
            double[] from = logits;
            double length = 2;
            double reached;
            do {
                length /= 2;
                logits = from;
                add(direction, -length);
                reached = largest(residual(tau));
            } while (!(reached < distance) && length > SHORTEST_STEP);
            if (!(reached < distance)) { // as near as rounding allows, or astray
                logits = from;
                return distance < ROUNDING;
            }
            distance = reached;
        }
        return distance < Math.max(ROUNDING, CONVERGED * tau);
    }

    private double[] residual(double tau) {
        double[] p = TabularPolicy.softmax(logits).probabilities();
        double[] residual = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            residual[i] = tau * logits[i] - product(margins[i], p);
        }
        return residual;
    }

    private RealMatrix jacobian(double tau) {
        double[] p = TabularPolicy.softmax(logits).probabilities();
        double[][] jacobian = new double[p.length][p.length];
        for (int i = 0; i < p.length; i++) {
            double mean = product(margins[i], p);
            for (int j = 0; j < p.length; j++) {
                jacobian[i][j] = (i == j ? tau : 0) - (margins[i][j] - mean) * p[j];
            }
        }
        return new Array2DRowRealMatrix(jacobian, false);
    }

    private static double[] solve(RealMatrix matrix, double[] right) {
        return new LUDecomposition(matrix, Double.MIN_NORMAL)
                .getSolver()
                .solve(new ArrayRealVector(right, false))
                .toArray();
    }

    private void add(double[] direction, double length) {
        double[] moved = logits.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += length * direction[i];
        }
        logits = moved;
    }

    private static double product(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }
}
