package dev.agon.learner.algorithm;

import dev.agon.learner.Algorithm;
import dev.agon.learner.Reference;
import dev.agon.learner.ReferenceLogProbs;
import dev.agon.learner.Sequences;
import dev.agon.learner.Term;
import dev.agon.protocol.Completion;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Self-Play Preference Optimization (SPO) for language models: the win rate among the policy's own answers is the
 * reward of a policy gradient with KL control. Swamy et al. 2024, "A Minimaximalist Approach to Reinforcement Learning
 * from Human Feedback", arXiv 2401.04056.
 *
 * <p>In iteration t, for each prompt x with answers y_1..y_k sampled from pi_t:
 *
 * <ol>
 *   <li>Reward: {@code r_i = mean over its opponents y of P(y_i beats y | x)}. The opponents are the other answers of
 *       the group, whose rewards then sum to k/2, and with a queue also answers to x of the iterations before.
 *   <li>KL control: {@code R_i = reward-scale * r_i - tau * l_i} with {@code l_i = sum over tokens of log pi_t/ref},
 *       ref being the starting policy. R is a number; no gradient flows through it.
 *   <li>Advantage: {@code A_i = reward-scale * (r_i - 1/2) - tau * (l_i - b_i)}. The baseline b_i is the mean l of the
 *       other answers (leave-one-out, RLOO: Ahmadian et al. 2024, arXiv 2402.14740), which is unbiased, or of all of
 *       them (mean), which shrinks the penalty by (k-1)/k. The reward's baseline is the constant 1/2: the other
 *       answers' rewards depend on y_i, so their mean as a baseline would magnify the reward by up to k/(k-1).
 *   <li>Policy gradient with the clipped ratio of PPO (Schulman et al. 2017, arXiv 1707.06347, equation 7) at each
 *       token, {@code rho = pi/pi_t}: the mean over answers of {@code - sum over tokens of min(rho A, clip(rho, 1 -
 *       clip, 1 + clip) A)}.
 * </ol>
 *
 * <p>No advantage is divided by a standard deviation: that would rescale prompts against each other and move the
 * equilibrium. At pi = pi_t the gradient is that of REINFORCE; with fresh answers at each step its fixed point is the
 * Nash equilibrium regularised by {@code tau / reward-scale}: {@code pi = ref exp(reward-scale * w_pi / tau) / Z},
 * where w_pi(y) is the win rate of y against pi.
 */
public final class Spo implements Algorithm {
    private static final String LEAVE_ONE_OUT = "leave-one-out";
    private static final String MEAN = "mean";
    private static final int LONGEST_QUEUE = 1000;
    private static final int MOST_OPPONENTS = 10_000;

    private final double rewardScale;
    private final double tau;
    private final double clip;
    private final boolean leaveOneOut;
    private final Queue queue;

    /** The algorithm with the settings of its block. */
    public Spo(Settings settings) {
        rewardScale = settings.number("reward-scale", 1e-6, 1e6);
        tau = settings.number("tau", 0, 1e6);
        clip = settings.number("clip", 1e-6, 1e6);
        leaveOneOut = settings.oneOf("baseline", List.of(LEAVE_ONE_OUT, MEAN)).equals(LEAVE_ONE_OUT);
        Settings queued = settings.block("queue");
        int iterations = queued.integer("iterations", 0, LONGEST_QUEUE);
        int opponents = queued.integer("opponents", 1, MOST_OPPONENTS);
        queue = iterations == 0 ? Queue.NONE : new Queue(iterations, opponents);
    }

    @Override
    public Queue queue() {
        return queue;
    }

    @Override
    public Reference reference() {
        return Reference.START;
    }

    @Override
    public int sequencesOfATerm(int answers) {
        return 1;
    }

    @Override
    public List<Term> terms(List<JudgedGroup> groups, ReferenceLogProbs reference) {
        List<Term> terms = new ArrayList<>();
        boolean anything = false;
        for (int g = 0; g < groups.size(); g++) {
            for (SpoTerm term : terms(groups.get(g), g, reference)) {
                terms.add(term);
                anything |= term.teaches();
            }
        }
        // Without any advantage the gradient is zero, and a step would only repeat the optimizer's momentum.
        return anything ? terms : List.of();
    }

    private List<SpoTerm> terms(JudgedGroup judged, int group, ReferenceLogProbs reference) {
        List<Completion> answers = judged.group().completions();
        int own = judged.group().own();
        double[] winRates = new double[own];
        double[] logRatios = new double[own];
        for (int i = 0; i < winRates.length; i++) {
            winRates[i] = judged.verdict().preference().winRate(i);
            logRatios[i] =
                    answers.get(i).logProbs().sum() - reference.of(group, i).sum();
        }
        double[] surplus = lessBaseline(logRatios);
        List<SpoTerm> terms = new ArrayList<>();
        for (int i = 0; i < winRates.length; i++) {
            double reward = rewardScale * winRates[i] - tau * logRatios[i];
            double advantage = rewardScale * (winRates[i] - 0.5) - tau * surplus[i];
            terms.add(new SpoTerm(
                    group, clip, Sequences.of(judged.group(), i), answers.get(i).logProbs(), reward, advantage));
        }
        return terms;
    }

    /** Each value less its baseline; a lone value has nothing to be compared with, so nothing is left of it. */
    double[] lessBaseline(double[] values) {
        int k = values.length;
        double mean = Arrays.stream(values).average().orElse(0);
        // The mean of the others is (k mean - v) / (k - 1), and v less it is (v - mean) k / (k - 1).
        double factor = leaveOneOut && k > 1 ? k / (k - 1.0) : 1;
        return Arrays.stream(values).map(value -> (value - mean) * factor).toArray();
    }
}
