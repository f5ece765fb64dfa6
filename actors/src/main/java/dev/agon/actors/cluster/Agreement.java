package dev.agon.actors.cluster;

import com.typesafe.config.Config;
import dev.agon.actors.node.Role;
import dev.agon.protocol.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What all nodes of a cluster must have in common, as keys of their actor systems, and the decision whether two have. A
 * value that is empty goes with any: the ledger is the control nodes' affair.
 */
@Decision
final class Agreement {
    /** Key under which a process finds its own node again; it is compared with nothing. */
    static final String NODE = "agon-agreement.node";

    private static final String ROOT = "agon-agreement.";

    /** What is compared, and what people call it. */
    private static final Map<String, String> SUBJECTS = new TreeMap<>(Map.of(
            "1-version", "Agon's version",
            "2-messages", "the messages of that version (another build of it)",
            "3-ledger", "the control nodes' ledger (agon.ledger, agon.cluster.directory)"));

    private Agreement() {}

    /**
     * What a node has to show.
     *
     * @param version of Agon
     * @param messages digest of the format of messages
     * @param ledger where the cluster's jobs are written down, for people
     */
    static Map<String, String> of(String version, String messages, String ledger, Set<Role> roles) {
        return Map.of(
                ROOT + "1-version", version,
                ROOT + "2-messages", messages,
                ROOT + "3-ledger", roles.contains(Role.CONTROL) ? ledger : "");
    }

    /** The keys that are compared. */
    static List<String> keys() {
        return SUBJECTS.keySet().stream().map(subject -> ROOT + subject).toList();
    }

    /** In what a node differs from the cluster, in words; empty if in nothing. */
    static List<String> differences(Config node, Config cluster) {
        List<String> differences = new ArrayList<>();
        SUBJECTS.forEach((subject, name) -> {
            String own = text(node, ROOT + subject);
            String theirs = text(cluster, ROOT + subject);
            if (!own.isEmpty() && !theirs.isEmpty() && !own.equals(theirs)) {
                differences.add(name + ": here " + own + ", there " + theirs);
            }
        });
        return differences;
    }

    private static String text(Config config, String key) {
        return config.hasPath(key) ? config.getString(key) : "unknown";
    }
}
