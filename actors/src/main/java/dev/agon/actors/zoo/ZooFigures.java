package dev.agon.actors.zoo;

import dev.agon.actors.report.Interval;
import java.util.List;

/**
 * What is known of the models of a zoo; models are numbered from 0 in the order in which they were named.
 *
 * @param prompts that all answered
 * @param payoff row by row, the win rate of the row's model against the column's
 * @param kl row by row, KL(row || column) in nats an answer
 * @param standings a model
 * @param cycles how far the payoff is from an order; empty for two models, of which one always comes first
 */
public record ZooFigures(
        int prompts,
        List<List<Interval>> payoff,
        List<List<Interval>> kl,
        List<Standing> standings,
        List<Cycles> cycles) {
    public ZooFigures {
        payoff = List.copyOf(payoff);
        kl = List.copyOf(kl);
        standings = List.copyOf(standings);
        cycles = List.copyOf(cycles);
    }

    /**
     * How a model stands against the others.
     *
     * @param worst the opponent against which it wins least
     * @param apart the opponent against which it wins least on every other prompt, beginning with the first
     * @param againstApart its win rate against that one on the remaining prompts, which had no part in the choice
     * @param nashShare its probability in the Nash average
     * @param againstNash its win rate against an opponent that the Nash average draws
     */
    public record Standing(int worst, int apart, Interval againstApart, Interval nashShare, Interval againstNash) {
        /** What the worst opponent wins beyond its half: exploitability is at least that. */
        public Interval exploitability() {
            return new Interval(0.5 - againstApart.mean(), 0.5 - againstApart.high(), 0.5 - againstApart.low());
        }
    }

    /**
     * A measure of cycles beside what a Bradley-Terry preference shows through the noise of as many prompts.
     *
     * @param name as in JSON
     * @param share measured: of the triples, of the squared margins, or a margin in probability
     * @param nullMean its mean where scores explain everything
     * @param nullHigh its 95 % point there
     */
    public record Cycles(String name, double share, double nullMean, double nullHigh) {
        private static final double ROUNDING = 1e-9;

        /** Whether noise alone explains it in fewer than one of twenty evaluations. */
        public boolean above() {
            return share > nullHigh + ROUNDING;
        }
    }
}
