package dev.agon.env.game;

/**
 * Who answers "which of these two is better?" in a game of one context, and counts the answers. Implementations are no
 * values: each keeps its own count and place in its random stream.
 */
public interface Oracle {
    /**
     * Each action's win rate against an opponent, exact or estimated without bias.
     *
     * <p>Costs one query an action and comparison: an exact oracle tells the win rate itself, another the mean of a few
     * comparisons with the opponent's draws.
     */
    double[] winRates(TabularPolicy opponent);

    /**
     * The whole matrix of win probabilities, exact or of one comparison a pair; costs n (n - 1) / 2 queries.
     *
     * @return (n, n), {@code P + P^T = 1}
     */
    double[][] pairs();

    /**
     * Comparisons of pairs drawn from left x right; costs one query each, also where a pair is one action twice, which
     * says nothing.
     *
     * @return (n, n) how often the row's action won against the column's; an exact oracle tells the expectation
     */
    double[][] compare(TabularPolicy left, TabularPolicy right, int count);

    /** Queries that were answered so far. */
    long queries();
}
