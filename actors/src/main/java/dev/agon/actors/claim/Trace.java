package dev.agon.actors.claim;

import dev.agon.env.game.TabularPolicy;
import java.util.List;

/**
 * What one play left behind.
 *
 * @param queries comparisons spent
 * @param moments what was measured, oldest first, of the start to begin with
 * @param policies those reached at the end, one a context: last, average, best
 */
record Trace(long queries, List<Moment> moments, List<List<TabularPolicy>> policies) {
    Trace {
        moments = List.copyOf(moments);
        policies = List.copyOf(policies);
    }

    /**
     * Figures at one moment, means over contexts.
     *
     * @param values by figure as asked for, and of each for last, average and best
     */
    record Moment(int iteration, long queries, List<List<Double>> values) {
        Moment {
            values = List.copyOf(values);
        }

        double value(int figure, String policy) {
            return values.get(figure).get(Policies.NAMES.indexOf(policy));
        }
    }

    Moment end() {
        return moments.get(moments.size() - 1);
    }

    /** The policies of this kind at the end, one a context. */
    List<TabularPolicy> end(String policy) {
        return policies.get(Policies.NAMES.indexOf(policy));
    }
}
