package dev.agon.env.game;

import dev.agon.protocol.Decision;
import dev.agon.protocol.PreferenceMatrix;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A symmetric game of one context: n actions, {@code P(i, j)} the probability that i beats j, and the policies that
 * regularised play stays near and that learning starts from. Immutable.
 */
@Decision
public final class MatrixGame {
    private final String name;
    private final List<String> actions;
    private final PreferenceMatrix preference;
    private final double[][] rows; // (n, n), the preference unfolded for speed
    private final TabularPolicy reference;
    private final TabularPolicy start;

    private MatrixGame(
            String name,
            List<String> actions,
            PreferenceMatrix preference,
            TabularPolicy reference,
            TabularPolicy start) {
        if (actions.size() != preference.size()
                || reference.size() != preference.size()
                || start.size() != preference.size()) {
            throw new IllegalArgumentException(name + " has " + preference.size() + " actions, but " + actions.size()
                    + " names and policies of " + reference.size() + " and " + start.size());
        }
        this.name = name;
        this.actions = List.copyOf(actions);
        this.preference = preference;
        this.reference = reference;
        this.start = start;
        this.rows = new double[preference.size()][preference.size()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                rows[i][j] = preference.get(i, j);
            }
        }
    }

    /** A game whose reference and start are uniform. */
    public static MatrixGame of(String name, List<String> actions, PreferenceMatrix preference) {
        TabularPolicy uniform = TabularPolicy.uniform(preference.size());
        return new MatrixGame(name, actions, preference, uniform, uniform);
    }

    /** The names 0, 1, ..., size - 1. */
    public static List<String> numbered(int size) {
        return IntStream.range(0, size).mapToObj(Integer::toString).toList();
    }

    /** This game with another reference, from which play also starts. */
    public MatrixGame withReference(TabularPolicy policy) {
        return new MatrixGame(name, actions, preference, policy, policy);
    }

    /** This game with another start. */
    public MatrixGame withStart(TabularPolicy policy) {
        return new MatrixGame(name, actions, preference, reference, policy);
    }

    /** What the game, or the context in its game, is called. */
    public String name() {
        return name;
    }

    /** The actions' names. */
    public List<String> actions() {
        return actions;
    }

    /** Number of actions. */
    public int size() {
        return rows.length;
    }

    /** The win probabilities. */
    public PreferenceMatrix preference() {
        return preference;
    }

    /** The policy that regularised play stays near; plays every action. */
    public TabularPolicy reference() {
        return reference;
    }

    /** The policy from which learning starts unless told otherwise; plays every action. */
    public TabularPolicy start() {
        return start;
    }

    /** P(i beats j). */
    public double probability(int i, int j) {
        return rows[i][j];
    }

    /** Each action's win rate against an opponent: {@code w(y) = sum over y' of opponent(y') P(y, y')}. */
    public double[] winRates(TabularPolicy opponent) {
        double[] weights = opponent.probabilities();
        double[] rates = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            double[] row = rows[i];
            double sum = 0;
            for (int j = 0; j < row.length; j++) {
                sum += row[j] * weights[j];
            }
            rates[i] = sum;
        }
        return rates;
    }

    /** P(left beats right), each drawing its action by itself. */
    public double winRate(TabularPolicy left, TabularPolicy right) {
        return left.mean(winRates(right));
    }
}
