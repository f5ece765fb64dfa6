package dev.agon.env.game;

/** Tells the probabilities themselves. */
final class ExactOracle implements Oracle {
    private final MatrixGame game;
    private long queries;

    ExactOracle(MatrixGame game) {
        this.game = game;
    }

    @Override
    public double[] winRates(TabularPolicy opponent) {
        queries += game.size();
        return game.winRates(opponent);
    }

    @Override
    public double[][] pairs() {
        queries += (long) game.size() * (game.size() - 1) / 2;
        double[][] pairs = new double[game.size()][game.size()];
        for (int i = 0; i < pairs.length; i++) {
            for (int j = 0; j < pairs.length; j++) {
                pairs[i][j] = game.probability(i, j);
            }
        }
        return pairs;
    }

    @Override
    public double[][] compare(TabularPolicy left, TabularPolicy right, int count) {
        queries += count;
        double[][] wins = new double[game.size()][game.size()];
        for (int i = 0; i < wins.length; i++) {
            for (int j = 0; j < wins.length; j++) {
                double met = i == j ? 0 : left.get(i) * right.get(j) + left.get(j) * right.get(i);
                wins[i][j] = count * met * game.probability(i, j);
            }
        }
        return wins;
    }

    @Override
    public long queries() {
        return queries;
    }
}
