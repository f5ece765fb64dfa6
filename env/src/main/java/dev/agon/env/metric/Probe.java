package dev.agon.env.metric;

import dev.agon.protocol.Prompt;
import java.util.List;
import java.util.SortedMap;

/**
 * What is exactly known of a policy where a task's answers can all be listed: figures after every update, and at the
 * end how the last policy, the average of all and the best one stand beside the known answer. Immutable, thread-safe; a
 * pure function of probabilities.
 */
public interface Probe {
    /** Before the names of figures that only {@link #known} needs: they stay in the ledger and out of all displays. */
    String STATE = "probe/";

    /** The exploitability's name, which progress shows. */
    String EXPLOITABILITY = "game/exploitability";

    /** The prompts on which a policy is measured. */
    List<Prompt> prompts();

    /** Every answer to each of these prompts, as text. */
    List<String> answers();

    /** Tokens of every answer. */
    int answerTokens();

    /**
     * Figures of a policy by name, and its state under {@link #STATE}.
     *
     * @param logP (prompts, answers) log-probability of each answer, in nats
     */
    SortedMap<String, Double> measure(double[][] logP);

    /**
     * How a run's policies stand beside the known answer.
     *
     * @param versions what {@link #measure} told of each version, the start first; at least two
     */
    KnownAnswer known(List<? extends SortedMap<String, Double>> versions);
}
