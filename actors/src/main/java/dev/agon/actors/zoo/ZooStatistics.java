package dev.agon.actors.zoo;

import dev.agon.actors.coordinator.Bootstrap;
import dev.agon.actors.report.Interval;
import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.metric.BradleyTerry;
import dev.agon.env.game.metric.NashAverage;
import dev.agon.env.game.metric.Transitivity;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Decision;
import dev.agon.protocol.PreferenceMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Folds a zoo's meetings into its figures. All intervals come from the same resamples of prompts, so that a model's
 * share of the equilibrium varies as its win rates do.
 *
 * <p>What Bradley and Terry's model shows is simulated: the probabilities of the fitted scores, and on each of them the
 * noise that the prompts have, {@code sqrt(N / (N - 1))} times the difference of a resample's mean from the mean; so
 * the null has the same number of prompts, answers and labels, however these depend on each other within a prompt.
 */
@Decision
public final class ZooStatistics {
    private static final double NULL_POINT = 0.95;

    private final List<Meeting> meetings;
    private final int models;
    private final Bootstrap bootstrap;

    private ZooStatistics(List<Meeting> meetings, Bootstrap bootstrap) {
        this.meetings = meetings;
        this.models = meetings.get(0).wins().size();
        this.bootstrap = bootstrap;
    }

    /**
     * The figures.
     *
     * @param meetings a prompt each, at least two
     * @param seed of the resamples
     * @param confidence coverage of the intervals
     */
    public static ZooFigures of(List<Meeting> meetings, long seed, double confidence) {
        Bootstrap bootstrap = new Bootstrap(CounterRandom.of(seed).at("zoo"), confidence);
        return new ZooStatistics(meetings, bootstrap).compute();
    }

    private ZooFigures compute() {
        List<double[]> duels =
                meetings.stream().map(meeting -> meeting.wins().upperTriangle()).toList();
        List<Interval> wins = intervals(bootstrap.figures(duels, this::fromDuels));
        List<Interval> kl = intervals(bootstrap.figures(
                meetings.stream()
                        .map(meeting -> meeting.logRatios().stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray())
                        .toList(),
                mean -> mean));
        List<List<Interval>> payoff = matrix(wins);
        List<ZooFigures.Standing> standings = new ArrayList<>();
        for (int model = 0; model < models; model++) {
            int apart = worst(model, mean(0));
            standings.add(new ZooFigures.Standing(
                    worst(model, payoff(payoff)),
                    apart,
                    againstApart(model, apart),
                    wins.get(models * models + model),
                    wins.get(models * (models + 1) + model)));
        }
        return new ZooFigures(meetings.size(), payoff, matrix(kl), standings, models < 3 ? List.of() : cycles(duels));
    }

    /** (models, models) win rates, then the Nash average's shares, then the win rates against it. */
    private double[] fromDuels(double[] upperTriangle) {
        MatrixGame game = game(PreferenceMatrix.ofUpperTriangle(models, upperTriangle));
        TabularPolicy nash = NashAverage.of(game);
        double[] figures = new double[models * (models + 2)];
        for (int i = 0; i < models; i++) {
            for (int j = 0; j < models; j++) {
                figures[i * models + j] = game.probability(i, j);
            }
        }
        System.arraycopy(nash.probabilities(), 0, figures, models * models, models);
        System.arraycopy(game.winRates(nash), 0, figures, models * (models + 1), models);
        return figures;
    }

    private static MatrixGame game(PreferenceMatrix preference) {
        return MatrixGame.of("zoo", MatrixGame.numbered(preference.size()), preference);
    }

    /** The first of the opponents against which a model wins least. */
    private int worst(int model, PreferenceMatrix wins) {
        int worst = model == 0 ? 1 : 0;
        for (int other = worst + 1; other < models; other++) {
            if (other != model && wins.get(model, other) < wins.get(model, worst)) {
                worst = other;
            }
        }
        return worst;
    }

    private PreferenceMatrix payoff(List<List<Interval>> payoff) {
        return PreferenceMatrix.of(models, (i, j) -> payoff.get(i).get(j).mean());
    }

    /** Win rates on every other prompt, beginning with this one. */
    private PreferenceMatrix mean(int first) {
        return PreferenceMatrix.of(models, (i, j) -> everyOther(first).stream()
                .mapToDouble(meeting -> meeting.wins().get(i, j))
                .average()
                .orElseThrow());
    }

    private Interval againstApart(int model, int opponent) {
        return interval(bootstrap.mean(everyOther(1).stream()
                .map(meeting -> meeting.wins().get(model, opponent))
                .toList()));
    }

    private List<Meeting> everyOther(int first) {
        return IntStream.range(0, meetings.size())
                .filter(p -> p % 2 == first)
                .mapToObj(meetings::get)
                .toList();
    }

    private List<ZooFigures.Cycles> cycles(List<double[]> duels) {
        double[] measured = mean(duels);
        MatrixGame game = game(PreferenceMatrix.ofUpperTriangle(models, measured));
        double[] scores = BradleyTerry.rewards(game);
        double[] fitted = PreferenceMatrix.of(models, (i, j) -> 1 / (1 + Math.exp(scores[j] - scores[i])))
                .upperTriangle();
        double spread = Math.sqrt(meetings.size() / (meetings.size() - 1.0));
        List<double[]> resamples = bootstrap.resampledMeans(duels);
        List<MatrixGame> simulated = new ArrayList<>();
        for (double[] resample : resamples) {
            double[] noisy = new double[fitted.length];
            for (int d = 0; d < noisy.length; d++) {
                noisy[d] = Math.max(0, Math.min(1, fitted[d] + spread * (resample[d] - measured[d])));
            }
            simulated.add(game(PreferenceMatrix.ofUpperTriangle(models, noisy)));
        }
        return List.of(
                cycles("cyclic_share", game, simulated, Transitivity::cyclicShare),
                cycles("hodge_share", game, simulated, Transitivity::hodgeShare),
                cycles("cyclic_margin", game, simulated, Transitivity::cyclicMargin));
    }

    private static ZooFigures.Cycles cycles(
            String name, MatrixGame game, List<MatrixGame> simulated, ToDoubleFunction<MatrixGame> measure) {
        double[] values = simulated.stream().mapToDouble(measure).sorted().toArray();
        return new ZooFigures.Cycles(
                name,
                measure.applyAsDouble(game),
                Arrays.stream(values).average().orElseThrow(),
                values[(int) Math.ceil(NULL_POINT * values.length) - 1]);
    }

    private static double[] mean(List<double[]> vectors) {
        double[] mean = new double[vectors.get(0).length];
        for (double[] vector : vectors) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += vector[d] / vectors.size();
            }
        }
        return mean;
    }

    private List<List<Interval>> matrix(List<Interval> rows) {
        return IntStream.range(0, models)
                .mapToObj(i -> List.copyOf(rows.subList(i * models, (i + 1) * models)))
                .toList();
    }

    private static List<Interval> intervals(List<Bootstrap.Mean> means) {
        return means.stream().map(ZooStatistics::interval).toList();
    }

    private static Interval interval(Bootstrap.Mean mean) {
        return new Interval(mean.mean(), mean.low(), mean.high());
    }
}
