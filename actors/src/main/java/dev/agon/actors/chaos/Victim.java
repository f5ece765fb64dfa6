package dev.agon.actors.chaos;

import dev.agon.actors.node.Role;

/** Whom a drill may hit. */
public enum Victim {
    /** The control node that hosts the coordinator at the time. */
    COORDINATOR(Role.CONTROL),
    /** Any control node. */
    CONTROL(Role.CONTROL),
    /** The node that makes the updates. */
    LEARNER(Role.LEARNER),
    /** A node that answers and judges. */
    ROLLOUT(Role.ROLLOUT);

    private final Role role;

    Victim(Role role) {
        this.role = role;
    }

    Role role() {
        return role;
    }
}
