package dev.agon.actors.simulation;

import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.wire.LedgerWire;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The checkpoints that all nodes see; a policy is two chains of SHA-256, for the weights and for the optimizer. */
final class Disk {
    static final PolicyVersion START = new PolicyVersion(0, "start", "00", 1);

    /** What a network and its optimizer are here. */
    record Policy(String weights, String optimizer) {
        static final Policy START = new Policy("00", "00");

        /** The policy that learns from these groups: everything that it is given, in its order, changes it. */
        Policy updated(List<JudgedGroup> groups, int iteration) {
            String learned = digest(optimizer, iteration, groups);
            return new Policy(digest(weights + learned, iteration, List.of()), learned);
        }

        PolicyVersion version(int number) {
            return new PolicyVersion(number, "step-" + number, weights, number);
        }

        /** What answers depend on. */
        long seed() {
            return Long.parseUnsignedLong(weights.length() < 16 ? weights : weights.substring(0, 16), 16);
        }

        private static String digest(String before, int iteration, List<JudgedGroup> groups) {
            WorkResult.Effort none = new WorkResult.Effort(0, 0, 0);
            String learned =
                    LedgerWire.digest(List.of(new WorkResult(new WorkId(Purpose.TRAIN, iteration, 0), groups, none)));
            return LedgerWire.digestOfPrompts(List.of(new Prompt(before, learned, Map.of())));
        }
    }

    private final SortedMap<Integer, Policy> checkpoints = new TreeMap<>();
    private int deletions;

    Optional<Policy> read(int version) {
        return version == 0 ? Optional.of(Policy.START) : Optional.ofNullable(checkpoints.get(version));
    }

    /** Whether the version lies here, undamaged. */
    boolean verify(PolicyVersion version) {
        return version.number() == 0
                || read(version.number())
                        .filter(policy -> policy.weights().equals(version.sha256()))
                        .isPresent();
    }

    void write(int version, Policy policy) {
        checkpoints.put(version, policy);
    }

    /** Makes room for a checkpoint; an equal one stays, for others may be reading it. */
    void clear(int version, Policy next) {
        if (!next.equals(checkpoints.get(version))) {
            checkpoints.remove(version);
            deletions++;
        }
    }

    void discardBefore(int oldest) {
        checkpoints.headMap(oldest).clear();
        deletions++;
    }

    void discardAfter(int newest) {
        checkpoints.tailMap(newest + 1).clear();
        deletions++;
    }

    /** Grows whenever something may have gone. */
    int deletions() {
        return deletions;
    }
}
