package dev.agon.actors.claim;

import dev.agon.env.game.TabularPolicy;

/**
 * Brings a policy to a given distance from the reference: along {@code ref^(1 - a) pi^a / Z}, whose KL to ref rises
 * with a. Of a policy {@code ref exp(r / beta) / Z} these are the policies of the same reward and every beta, so a
 * reward model's are compared with others as if their beta had been chosen for it.
 */
final class EqualDistance {
    private static final double FARTHEST = 1e6;
    private static final int HALVINGS = 200;

    private EqualDistance() {}

    /** The policy on the path whose KL to the reference this is; the farthest where none is as far. */
    static TabularPolicy at(TabularPolicy policy, TabularPolicy reference, double kl) {
        double near = 0;
        double far = 1;
        while (far < FARTHEST && along(policy, reference, far).kl(reference) < kl) {
            far *= 2;
        }
        for (int halving = 0; halving < HALVINGS; halving++) {
            double middle = (near + far) / 2;
            boolean below = along(policy, reference, middle).kl(reference) < kl;
            near = below ? middle : near;
            far = below ? far : middle;
        }
        return along(policy, reference, near);
    }

    private static TabularPolicy along(TabularPolicy policy, TabularPolicy reference, double share) {
        return reference.toward(policy, share);
    }
}
