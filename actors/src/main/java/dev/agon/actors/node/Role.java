package dev.agon.actors.node;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a node does; a node may have several roles, and {@code agon train} has all of them in one JVM. */
public enum Role {
    /** May host the coordinator, and votes when the network is cut. */
    CONTROL,
    /** Makes the updates. */
    LEARNER,
    /** Answers prompts. */
    ROLLOUT,
    /** Judges answers. */
    JUDGE;

    /** The role's name in the cluster. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of all roles. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Role::label).toList();
    }
}
