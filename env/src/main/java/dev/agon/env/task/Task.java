package dev.agon.env.task;

import dev.agon.env.metric.Probe;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.InputException;
import dev.agon.protocol.Prompt;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where prompts come from. A task is a pure function of its settings and data: two instances give equal lists. It is
 * immutable and thread-safe; a class that implements it has a public constructor that takes its block's
 * {@link dev.agon.protocol.settings.Settings} and checks them, and reads its data on first use.
 */
public interface Task {
    /** The name of the task's block in the configuration. */
    String name();

    /**
     * All prompts of a split, each once, in a fixed order that is random with respect to their content: the first n are
     * a fair sample of the split.
     *
     * @throws InputException if the data is missing or malformed or the split is empty
     */
    List<Prompt> prompts(Split split);

    /**
     * Text of a split for next-token training and its losses, in a fixed order. {@link Split#TRAIN} holds nothing of
     * what the other splits ask for.
     *
     * @throws InputException if the data is missing or malformed or the task has no such text
     */
    List<TextExample> corpus(Split split);

    /**
     * The written answer to a prompt of this task, as the policy would give it, without an end token; for algorithms
     * that learn from such answers.
     */
    default Optional<String> answer(Prompt prompt) {
        return Optional.empty();
    }

    /** What is exactly known of a policy on this task; empty where its answers cannot all be listed. */
    default Optional<Probe> probe() {
        return Optional.empty();
    }

    /**
     * The self-play prompts of one iteration: a slice of a permutation of {@link Split#SELF_PLAY}. A permutation is
     * used up before the next one begins; what is left of it when it cannot fill an iteration is passed over, so that
     * no iteration holds a prompt twice.
     *
     * @param iteration counted from 0
     * @param count prompts an iteration, at least 1
     * @param random the run's stream for this choice
     * @throws InputException if the split has fewer than {@code count} prompts
     */
    default List<Prompt> trainingPrompts(int iteration, int count, CounterRandom random) {
        List<Prompt> all = prompts(Split.SELF_PLAY);
        if (all.size() < count) {
            throw new InputException("An iteration of " + count + " prompts is more than the " + all.size()
                    + " self-play prompts of the task " + name() + "; set agon.rollout.prompts to at most "
                    + all.size() + ".");
        }
        int iterationsInEpoch = all.size() / count;
        int[] order = random.at(iteration / iterationsInEpoch).permutation(all.size());
        int from = iteration % iterationsInEpoch * count;
        return IntStream.range(from, from + count)
                .mapToObj(i -> all.get(order[i]))
                .toList();
    }
}
