package dev.agon.actors.cli;

import dev.agon.learner.Algorithm;
import dev.agon.learner.Evaluation;
import dev.agon.learner.Reference;
import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.Term;
import dev.agon.learner.algorithm.Spo;
import dev.agon.policy.Sequence;
import dev.agon.protocol.Completion;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/** {@link Spo}, except that its loss is no number once the policy has left the start: it diverges in iteration 2. */
public final class DivergingAlgorithm implements Algorithm {
    private static final double MOVED = 1e-2; // nats an answer, far above rounding

    private final Spo spo;

    /** Made by the configuration. */
    public DivergingAlgorithm(Settings settings) {
        spo = new Spo(settings);
    }

    @Override
    public Reference reference() {
        return Reference.START;
    }

    @Override
    public List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs reference) {
        List<Term> terms = spo.terms(groups, reference);
        return hasMoved(groups, reference)
                ? terms.stream().<Term>map(NoNumber::new).toList()
                : terms;
    }

    private static boolean hasMoved(List<JudgedGroup> groups, ReferenceLogProbs start) {
        double furthest = 0;
        for (int g = 0; g < groups.size(); g++) {
            List<Completion> answers = groups.get(g).group().completions();
            for (int i = 0; i < answers.size(); i++) {
                double logRatio =
                        answers.get(i).logProbs().sum() - start.of(g, i).sum();
                furthest = Math.max(furthest, Math.abs(logRatio));
            }
        }
        return furthest > MOVED;
    }

    private record NoNumber(Term term) implements Term {
        @Override
        public int group() {
            return term.group();
        }

        @Override
        public List<Sequence> sequences() {
            return term.sequences();
        }

        @Override
        public Evaluation evaluate(List<float[]> current) {
            Evaluation sound = term.evaluate(current);
            return new Evaluation(Double.NaN, sound.derivatives(), sound.metrics());
        }
    }
}
