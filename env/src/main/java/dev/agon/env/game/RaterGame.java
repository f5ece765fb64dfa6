package dev.agon.env.game;

import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * Raters with a ranking each, of which one is drawn by weight and asked: {@code P(i, j)} is the weight of those who
 * rank i above j. Each rater is consistent, their majority need not be (Condorcet 1785).
 */
public final class RaterGame implements Game {
    private final MatrixGame game;

    /** The game of a block: {@code weights}, and {@code orders} as texts such as "0 1 2", the best action first. */
    public RaterGame(Settings settings) {
        double[] weights = Numbers.list(settings, "weights", 0, 1);
        List<String> orders = settings.texts("orders");
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        if (orders.size() != weights.length || Math.abs(sum - 1) > Cells.ROUNDING) {
            throw settings.fault(
                    "weights",
                    "has " + weights.length + " numbers that sum to " + sum + " but must have one for each of the "
                            + orders.size() + " orders and sum to 1");
        }
        int[][] ranks = new int[weights.length][];
        for (int rater = 0; rater < ranks.length; rater++) {
            ranks[rater] = ranks(settings, orders.get(rater), ranks[0] == null ? 0 : ranks[0].length);
        }
        game = MatrixGame.of(
                settings.name(),
                MatrixGame.numbered(ranks[0].length),
                PreferenceMatrix.of(ranks[0].length, (i, j) -> weightAbove(weights, ranks, i, j)));
    }

    /** The place of each action in an order; {@code expected} actions, or any number where that is 0. */
    private static int[] ranks(Settings settings, String order, int expected) {
        String[] words = order.strip().split("\\s+", -1);
        int[] ranks = new int[words.length];
        boolean[] seen = new boolean[words.length];
        boolean sound = words.length >= 2 && (expected == 0 || words.length == expected);
        for (int place = 0; sound && place < words.length; place++) {
            int action = words[place].matches("\\d{1,4}") ? Integer.parseInt(words[place]) : words.length;
            sound = action < words.length && !seen[action];
            if (sound) {
                seen[action] = true;
                ranks[action] = place;
            }
        }
        if (!sound) {
            throw settings.fault(
                    "orders", "has \"" + order + "\", which must name each action from 0 once, as all other orders do");
        }
        return ranks;
    }

    private static double weightAbove(double[] weights, int[][] ranks, int i, int j) {
        double above = 0;
        for (int rater = 0; rater < weights.length; rater++) {
            above += ranks[rater][i] < ranks[rater][j] ? weights[rater] : 0;
        }
        return above;
    }

    @Override
    public List<MatrixGame> contexts() {
        return List.of(game);
    }
}
