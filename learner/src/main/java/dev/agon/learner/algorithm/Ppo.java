package dev.agon.learner.algorithm;

import dev.agon.learner.Algorithm;
import dev.agon.learner.Reference;
import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.StateValues;
import dev.agon.learner.Term;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Proximal policy optimization (PPO) with a critic, on win rates: each token has an advantage of its own. Schulman et
 * al. 2017, "Proximal Policy Optimization Algorithms", arXiv 1707.06347, equations 7 and 9, with the rewards of Ziegler
 * et al. 2019, "Fine-Tuning Language Models from Human Preferences", arXiv 1909.08593, equation 2, token by token.
 *
 * <p>In iteration t, for each prompt x with answers y_1..y_k sampled from pi_t:
 *
 * <ol>
 *   <li>Reward of token u of y: {@code r_u = - tau * log pi_t/ref} at this token, and of the last one besides
 *       {@code reward-scale * (w(y) - 1/2)}, w being the win rate against the other answers and ref the start. Rewards
 *       are numbers; no gradient flows through them.
 *   <li>Advantages A_u of these rewards and of the values V_u before the update, by {@link Advantages}; returns
 *       {@code G_u = A_u + V_u}.
 *   <li>The mean over answers of the sum over tokens of {@code - min(rho A, clip(rho, 1 - clip, 1 + clip) A) +
 *       value-weight * max((v - G)^2, (V + clip(v - V, -value-clip, value-clip) - G)^2)} with {@code rho = pi/pi_t} and
 *       v the value by the head in training.
 * </ol>
 *
 * <p>The value is a linear function of the network's hidden state, so that the critic's loss teaches the network, too.
 * The head begins at zero, the mean reward of a policy against itself where it has not moved. No advantage is divided
 * by a standard deviation. The baseline V changes no fixed point: with lambda = gamma = 1, fresh answers and one step
 * an iteration it is that of {@link Reinforce}.
 */
public final class Ppo implements Algorithm {
    private final double rewardScale;
    private final double tau;
    private final double gamma;
    private final double lambda;
    private final PpoTerm.Limits limits;

    /** The algorithm with the settings of its block. */
    public Ppo(Settings settings) {
        rewardScale = settings.number("reward-scale", 1e-6, 1e6);
        tau = settings.number("tau", 0, 1e6);
        gamma = settings.number("gamma", 0, 1);
        lambda = settings.number("lambda", 0, 1);
        limits = new PpoTerm.Limits(
                settings.number("clip", 1e-6, 1e6),
                settings.number("value-clip", 1e-6, 1e6),
                settings.number("value-weight", 0, 1e6));
    }

    @Override
    public Reference reference() {
        return Reference.START;
    }

    @Override
    public boolean valued() {
        return true;
    }

    @Override
    public int sequencesOfATerm(int answers) {
        return 1;
    }

    @Override
    public List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs reference) {
        return terms(groups, reference, StateValues.ZERO);
    }

    @Override
    public List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs reference, StateValues values) {
        List<Term> terms = new ArrayList<>();
        boolean anything = false;
        for (Answers answers : Answers.of(groups, reference)) {
            for (int i = 0; i < answers.own(); i++) {
                double[] rewards = rewards(answers, i);
                int answer = i;
                double[] before = IntStream.range(0, rewards.length)
                        .mapToDouble(token -> values.before(answers.group(), answer, token))
                        .toArray();
                PpoTerm term =
                        new PpoTerm(answers, i, limits, rewards, before, Advantages.of(rewards, before, gamma, lambda));
                terms.add(term);
                anything |= term.teaches();
            }
        }
        // Without any advantage the gradient is zero, and a step would only repeat the optimizer's momentum.
        return anything ? terms : List.of();
    }

    /** The reward of each token of an answer. */
    double[] rewards(Answers answers, int answer) {
        int length = answers.sampled(answer).size();
        double[] rewards = new double[length];
        for (int u = 0; u < length; u++) {
            double logRatio = (double) answers.sampled(answer).get(u)
                    - answers.reference(answer).get(u);
            rewards[u] = -tau * logRatio;
        }
        if (length > 0) {
            rewards[length - 1] += rewardScale * (answers.winRate(answer) - 0.5);
        }
        return rewards;
    }
}
