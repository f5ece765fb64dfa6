package dev.agon.actors.claim;

import java.util.List;

/**
 * A method's choice.
 *
 * @param candidate the settings it plays with
 * @param medians what each of its candidates reached on the tuning game, in their order; empty where nothing was tuned
 */
record Tuned(Method.Candidate candidate, List<Double> medians) {
    Tuned {
        medians = List.copyOf(medians);
    }
}
