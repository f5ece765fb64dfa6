package dev.agon.actors.chaos;

import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.ledger.LedgerReader;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.wire.LedgerWire;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares the ledgers of a run that was disturbed and of the same run undisturbed: every unit of work must be in both,
 * once, with the same answers and verdicts, and every update must be made of the same groups. No coordinator may have
 * committed anything after another one had begun a later term.
 */
public final class LedgerComparison {
    private final SortedMap<String, String> results = new TreeMap<>(); // digest by the unit's name
    private final List<String> updates = new ArrayList<>();
    private final List<String> stale = new ArrayList<>();
    private long term;
    private int twice;

    private LedgerComparison() {}

    /**
     * What the two have in common, in a line for people.
     *
     * @throws IllegalStateException naming the first difference
     */
    public static String compare(LedgerDatabase undisturbed, LedgerDatabase disturbed) {
        LedgerComparison expected = of(undisturbed);
        LedgerComparison found = of(disturbed);
        expected.results.forEach((name, digest) -> {
            if (!found.results.containsKey(name)) {
                throw new IllegalStateException("the result of " + name + " is lost");
            } else if (!digest.equals(found.results.get(name))) {
                throw new IllegalStateException("the result of " + name + " is another than in the undisturbed run");
            }
        });
        if (found.twice > 0 || found.results.size() != expected.results.size()) {
            throw new IllegalStateException((found.twice + found.results.size() - expected.results.size())
                    + " results are in the disturbed run's ledger that do not belong there");
        } else if (!found.updates.equals(expected.updates)) {
            throw new IllegalStateException("the updates differ: " + found.updates + " are not " + expected.updates);
        }
        if (!found.stale.isEmpty()) {
            throw new IllegalStateException("an older coordinator has committed: " + found.stale);
        }
        return found.results.size() + " results in either ledger, none lost, none twice, all equal; "
                + found.updates.size() + " updates, each in the term that was in force; " + found.term + " terms.";
    }

    private static LedgerComparison of(LedgerDatabase ledger) {
        LedgerComparison comparison = new LedgerComparison();
        new LedgerReader(ledger).read((number, written, event) -> comparison.hear(event));
        return comparison;
    }

    private void hear(RunEvent event) {
        if (event instanceof ShardJudged judged) {
            WorkResult result = judged.result();
            twice += results.put(result.id().toString(), LedgerWire.digest(List.of(result))) == null ? 0 : 1;
        } else if (event instanceof UpdateCommitted update) {
            updates.add(update.groupsDigest() + " " + update.version().sha256());
            if (update.term() != term) {
                stale.add("update " + update.version().number() + " of term " + update.term() + " in term " + term);
            }
        } else if (event instanceof RunEvent.TermBegun begun) {
            if (begun.term() <= term) {
                stale.add("term " + begun.term() + " after term " + term);
            }
            term = begun.term();
        }
    }
}
