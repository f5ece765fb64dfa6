package dev.agon.actors.claim;

import dev.agon.actors.solve.NamedGame;
import dev.agon.actors.solve.SolveSettings;
import dev.agon.protocol.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Tries a claim: tunes each method on the tuning game alone, then has all of them play every reported game, in each
 * seed with the same random numbers and for the same budget, and checks.
 */
public final class Protocol {
    private final Claim claim;
    private final Consumer<String> progress;
    private final List<String> figures;

    private Protocol(Claim claim, Consumer<String> progress) {
        this.claim = claim;
        this.progress = progress;
        TreeSet<String> measured = new TreeSet<>(List.of(Figures.EXPLOITABILITY, Figures.KL));
        claim.checks().forEach(check -> measured.add(check.figure()));
        measured.add(claim.drawing().figure());
        claim.tuning().ifPresent(tuning -> measured.add(tuning.figure()));
        this.figures = List.copyOf(measured);
    }

    /**
     * What comes of a claim; the same claim gives the same result.
     *
     * @param progress is told what goes on
     * @throws dev.agon.protocol.settings.ConfigurationException if a budget does not suffice for a single step
     * @throws dev.agon.learner.DivergedException if a step size lets the numbers overflow
     */
    public static ClaimResult run(Claim claim, Consumer<String> progress) {
        return new Protocol(claim, progress).run();
    }

    private ClaimResult run() {
        List<Tuned> tuned = claim.methods().stream().map(this::tune).toList();
        List<Plays> plays = new ArrayList<>();
        for (NamedGame game : claim.games()) {
            plays.add(play(game, tuned));
        }
        SeedBootstrap bootstrap = new SeedBootstrap(claim.seeds(), claim.seed(), claim.confidence());
        Examination examination = new Examination(claim, bootstrap);
        List<Verdict> verdicts = new ArrayList<>();
        for (Check check : claim.checks()) {
            for (Plays game : plays) {
                if (check.concerns(game.arena().name())) {
                    verdicts.add(examination.examine(check, game));
                }
            }
        }
        return new ClaimResult(claim, tuned, plays, verdicts, bootstrap);
    }

    private Tuned tune(Method method) {
        if (claim.tuning().isEmpty()) {
            return new Tuned(method.candidates().get(0), List.of());
        }
        Claim.Tuning tuning = claim.tuning().orElseThrow();
        Arena arena = arena(tuning.game(), method);
        List<Double> medians = new ArrayList<>();
        int best = 0;
        for (Method.Candidate candidate : method.candidates()) {
            progress.accept("tuning " + method.name() + " " + candidate.label());
            double[] ends = new double[tuning.seeds()];
            for (int k = 0; k < ends.length; k++) {
                CounterRandom random = stream("tuning", arena, k, claim.mostPasses());
                Trace trace =
                        arena.play(method.name(), candidate.dynamics(), method.feedback(), random, claim.mostPasses());
                ends[k] = trace.end().value(figures.indexOf(tuning.figure()), method.policy());
            }
            medians.add(SeedBootstrap.medianOf(ends));
            if (medians.get(medians.size() - 1) < medians.get(best)) {
                best = medians.size() - 1;
            }
        }
        return new Tuned(method.candidates().get(best), medians);
    }

    private Plays play(NamedGame game, List<Tuned> tuned) {
        List<List<List<Trace>>> traces = new ArrayList<>();
        Arena arena = arena(game, claim.methods().get(0));
        for (int m = 0; m < tuned.size(); m++) {
            Method method = claim.methods().get(m);
            List<List<Trace>> seeds = new ArrayList<>();
            for (int k = 0; k < claim.seeds(); k++) {
                progress.accept(game.name() + " " + method.name() + " seed " + (claim.seed() + k));
                List<Trace> budgets = new ArrayList<>();
                for (int passes : claim.passes()) {
                    CounterRandom random = stream("played", arena, k, passes);
                    budgets.add(arena.play(
                            method.name(), tuned.get(m).candidate().dynamics(), method.feedback(), random, passes));
                }
                seeds.add(budgets);
            }
            traces.add(seeds);
        }
        return new Plays(arena, figures, traces);
    }

    private Arena arena(NamedGame game, Method method) {
        SolveSettings settings = new SolveSettings(
                1, Long.MAX_VALUE, claim.seed(), method.feedback(), claim.opponents(), claim.start(), claim.tau());
        return new Arena(game, figures, settings::startOf, claim.tau(), claim.opponents());
    }

    /** The random numbers of a seed, which know nothing of the method. */
    private CounterRandom stream(String purpose, Arena arena, int seed, int passes) {
        return CounterRandom.of(claim.seed() + seed)
                .at("claims")
                .at(purpose)
                .at(arena.name())
                .at(passes);
    }
}
