package dev.agon.learner.exact;

import dev.agon.env.game.Oracle;
import dev.agon.env.game.TabularPolicy;

/** A regularised method whose reference follows: after every so many steps it becomes the policy reached. */
final class MovingMagnet implements Update {
    private final int every;
    private final Inner inner;
    private TabularPolicy magnet;

    /** One step of the regularised method with this reference. */
    @FunctionalInterface
    interface Inner {
        TabularPolicy next(TabularPolicy policy, TabularPolicy magnet, Oracle oracle);
    }

    MovingMagnet(TabularPolicy first, int every, Inner inner) {
        this.magnet = first;
        this.every = every;
        this.inner = inner;
    }

    @Override
    public TabularPolicy next(TabularPolicy policy, int steps, Oracle oracle) {
        TabularPolicy next = inner.next(policy, magnet, oracle);
        if ((steps + 1) % every == 0) {
            magnet = next;
        }
        return next;
    }
}
