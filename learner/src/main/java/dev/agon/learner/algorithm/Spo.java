package dev.agon.learner.algorithm;

import dev.agon.learner.Algorithm;
import dev.agon.learner.Reference;
import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.Sequences;
import dev.agon.learner.Term;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Self-Play Preference Optimization (SPO) for language models: the win rate among the policy's own answers is the
 * reward of a policy gradient with KL control. Swamy et al. 2024, "A Minimaximalist Approach to Reinforcement Learning
 * from Human Feedback", arXiv 2401.04056, algorithm 1, whose opponents here are the other answers to the same prompt.
 *
 * <p>In iteration t, for each prompt x with answers y_1..y_k sampled from pi_t:
 *
 * <ol>
 *   <li>Reward: {@code r_i = mean over j != i of P(y_i beats y_j | x)}. The preference is symmetric, so the group's
 *       mean is exactly 1/2.
 *   <li>KL control: {@code R_i = reward-scale * r_i - tau * sum over tokens of log pi_t/ref}, with ref the starting
 *       policy; R is a number, no gradient flows through it.
 *   <li>Advantage: {@code A_i = R_i - b_i}, where b_i is the mean of the other answers' R (leave-one-out, RLOO:
 *       Ahmadian et al. 2024, arXiv 2402.14740) or that of all of them (mean). It is not divided by a standard
 *       deviation: that would rescale prompts against each other and move the equilibrium.
 *   <li>Policy gradient with the clipped ratio of PPO (Schulman et al. 2017, arXiv 1707.06347, equation 7) at each
 *       token, {@code rho = pi/pi_t}: the mean over answers of {@code - sum over tokens of min(rho A, clip(rho, 1 -
 *       clip, 1 + clip) A)}.
 * </ol>
 *
 * <p>At pi = pi_t the gradient is that of REINFORCE; with fresh answers at each step its fixed point is the Nash
 * equilibrium regularised by {@code tau / reward-scale}: {@code pi = ref exp(reward-scale * w_pi / tau) / Z}, where
 * w_pi(y) is the win rate of y against pi.
 */
public final class Spo implements Algorithm {
    private static final String LEAVE_ONE_OUT = "leave-one-out";
    private static final String MEAN = "mean";
    private static final double NOTHING = 1e-9;

    private final double rewardScale;
    private final double tau;
    private final double clip;
    private final boolean leaveOneOut;

    /** The algorithm with the settings of its block. */
    public Spo(Settings settings) {
        rewardScale = settings.number("reward-scale", 1e-6, 1e6);
        tau = settings.number("tau", 0, 1e6);
        clip = settings.number("clip", 1e-6, 1e6);
        leaveOneOut = settings.oneOf("baseline", List.of(LEAVE_ONE_OUT, MEAN)).equals(LEAVE_ONE_OUT);
    }

    @Override
    public Reference reference() {
        return Reference.START;
    }

    @Override
    public List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs reference) {
        List<Term> terms = new ArrayList<>();
        boolean anything = false;
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g).group();
            double[] rewards = rewards(groups.get(g), g, reference);
            double[] advantages = advantages(rewards);
            for (int i = 0; i < advantages.length; i++) {
                terms.add(new SpoTerm(
                        g,
                        clip,
                        Sequences.of(group, i),
                        group.completions().get(i).logProbs(),
                        rewards[i],
                        advantages[i]));
                anything |= Math.abs(advantages[i]) > NOTHING;
            }
        }
        // Without any advantage the gradient is zero, and a step would only repeat the optimizer's momentum.
        return anything ? terms : List.of();
    }

    /** R_i of each answer of a group. */
    private double[] rewards(JudgedGroup judged, int group, ReferenceLogProbs reference) {
        List<Completion> answers = judged.group().completions();
        double[] rewards = new double[answers.size()];
        for (int i = 0; i < rewards.length; i++) {
            double logRatio =
                    answers.get(i).logProbs().sum() - reference.of(group, i).sum();
            rewards[i] = rewardScale * judged.verdict().preference().winRate(i) - tau * logRatio;
        }
        return rewards;
    }

    /** A_i of each answer of a group; a lone answer has nothing to be compared with and so no advantage. */
    double[] advantages(double[] rewards) {
        int k = rewards.length;
        double mean = Arrays.stream(rewards).average().orElse(0);
        // The mean of the others is (k mean - R_i) / (k - 1), so R_i less it is (R_i - mean) k / (k - 1).
        double factor = leaveOneOut && k > 1 ? k / (k - 1.0) : 1;
        return Arrays.stream(rewards).map(reward -> (reward - mean) * factor).toArray();
    }
}
