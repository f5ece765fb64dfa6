package dev.agon.actors.claim;

import dev.agon.actors.solve.NamedGame;
import dev.agon.env.game.Feedback;
import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.TabularPolicy;
import dev.agon.learner.exact.Dynamics;
import dev.agon.learner.exact.Outcome;
import dev.agon.learner.exact.SelfPlay;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.settings.ConfigurationException;
import java.util.List;
import java.util.function.Function;

/** A game in which methods play on equal terms: the same start, the same random numbers, the same budget. */
final class Arena {
    private final NamedGame game;
    private final List<Ground> grounds;
    private final List<String> figures;
    private final int opponents;

    /**
     * @param figures what is measured
     * @param start the first policy in a context
     * @param tau price of a nat in the regularised game
     * @param opponents comparisons for one estimate of a win rate
     */
    Arena(NamedGame game, List<String> figures, Function<MatrixGame, TabularPolicy> start, double tau, int opponents) {
        boolean solved = figures.stream().anyMatch(Figures::needsEquilibrium);
        this.game = game;
        this.grounds = game.contexts().stream()
                .map(context -> Ground.of(context, start.apply(context), tau, solved))
                .toList();
        this.figures = List.copyOf(figures);
        this.opponents = opponents;
    }

    String name() {
        return game.name();
    }

    List<Ground> grounds() {
        return grounds;
    }

    /** What {@code passes} comparisons an action are in all. */
    long budget(int passes) {
        return passes * game.contexts().stream().mapToLong(MatrixGame::size).sum();
    }

    /**
     * Plays once.
     *
     * @param who for a complaint
     * @param random of the labels; one seed's is the same for all methods
     * @throws ConfigurationException if a single step costs more than the budget
     */
    Trace play(String who, Dynamics dynamics, Feedback feedback, CounterRandom random, int passes) {
        long budget = budget(passes);
        Recorder recorder = new Recorder(grounds, figures);
        int horizon = Math.max(1, passes / opponents); // steps of one pass each
        Outcome outcome = new SelfPlay((int) Math.min(budget, Integer.MAX_VALUE), budget, horizon, recorder)
                .play(
                        game.contexts(),
                        dynamics,
                        context -> grounds.get(game.contexts().indexOf(context)).start(),
                        (context, each) -> feedback.oracle(each, opponents, random.at(context)));
        if (outcome.queries() > budget) {
            throw new ConfigurationException("A step of " + who + " asks " + outcome.queries() + " comparisons of "
                    + game.name() + " but agon.claim.passes = " + passes + " allow " + budget + "; raise them.");
        }
        return new Trace(
                outcome.queries(), recorder.moments(), List.of(outcome.last(), outcome.average(), outcome.best()));
    }
}
