package dev.agon.env.game.metric;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.protocol.Decision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.optim.MaxIter;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;

/**
 * An exact Nash equilibrium of a symmetric game; where there are several, one vertex of them.
 *
 * <p>With {@code y >= 0, P y <= 1} and {@code sum y} maximal, the column player's program in the form that needs no
 * first phase (Dantzig 1951, "A proof of the equivalence of the programming problem and the game problem"), {@code 1 /
 * sum y} is the value and {@code y / sum y} a strategy that no row beats by more. As the game is symmetric the same
 * strategy serves both players and the value is 1/2.
 *
 * @param policy the equilibrium's strategy
 * @param value what the linear program finds the game to be worth, 1/2 up to rounding
 */
@Decision
public record Equilibrium(TabularPolicy policy, double value) {
    private static final double OPTIMALITY = 1e-11; // smallest reduced cost that still counts
    private static final double CUT_OFF = 1e-12; // entries of the tableau below it are zero
    private static final int ULPS = 10;

    /** Solves a game. */
    public static Equilibrium of(MatrixGame game) {
        int n = game.size();
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        List<LinearConstraint> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] row = new double[n];
            for (int j = 0; j < n; j++) {
                row[j] = game.probability(i, j);
            }
            rows.add(new LinearConstraint(row, Relationship.LEQ, 1));
        }
        PointValuePair optimum = new SimplexSolver(OPTIMALITY, ULPS, CUT_OFF)
                .optimize(
                        new MaxIter(Integer.MAX_VALUE),
                        new LinearObjectiveFunction(ones, 0),
                        new LinearConstraintSet(rows),
                        GoalType.MAXIMIZE,
                        new NonNegativeConstraint(true));
        double[] weights = optimum.getPoint();
        for (int i = 0; i < n; i++) {
            weights[i] = Math.max(0, weights[i]);
        }
        return new Equilibrium(TabularPolicy.of(weights), 1 / optimum.getValue());
    }
}
