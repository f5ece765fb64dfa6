package dev.agon.env.game;

import dev.agon.protocol.CounterRandom;

/**
 * Answers each comparison with a single label, won or lost, drawn with the game's probability and turned round with the
 * probability {@code flip}: {@code P' = (1 - 2 flip) P + flip}, which has the same equilibrium.
 */
final class LabelOracle implements Oracle {
    private final MatrixGame game;
    private final double flip;
    private final int opponents;
    private final CounterRandom random;
    private long drawn;
    private long queries;

    /**
     * @param flip probability that a label is wrong, in [0, 1/2)
     * @param opponents comparisons an action for one win rate
     */
    LabelOracle(MatrixGame game, double flip, int opponents, CounterRandom random) {
        this.game = game;
        this.flip = flip;
        this.opponents = opponents;
        this.random = random;
    }

    @Override
    public double[] winRates(TabularPolicy opponent) {
        double[] rates = new double[game.size()];
        for (int action = 0; action < rates.length; action++) {
            double wins = 0;
            for (int k = 0; k < opponents; k++) {
                wins += label(action, opponent.draw(random.uniform(drawn++)));
            }
            rates[action] = wins / opponents;
        }
        return rates;
    }

    @Override
    public double[][] pairs() {
        double[][] labels = new double[game.size()][game.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i][i] = 0.5;
            for (int j = i + 1; j < labels.length; j++) {
                labels[i][j] = label(i, j);
                labels[j][i] = 1 - labels[i][j];
            }
        }
        return labels;
    }

    @Override
    public double[][] compare(TabularPolicy left, TabularPolicy right, int count) {
        double[][] wins = new double[game.size()][game.size()];
        for (int k = 0; k < count; k++) {
            int i = left.draw(random.uniform(drawn++));
            int j = right.draw(random.uniform(drawn++));
            double won = label(i, j);
            if (i != j) {
                wins[i][j] += won;
                wins[j][i] += 1 - won;
            }
        }
        return wins;
    }

    private double label(int left, int right) {
        queries++;
        double p = (1 - 2 * flip) * game.probability(left, right) + flip;
        return random.uniform(drawn++) < p ? 1 : 0;
    }

    @Override
    public long queries() {
        return queries;
    }
}
