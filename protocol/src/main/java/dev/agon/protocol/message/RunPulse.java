package dev.agon.protocol.message;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run has done so far, in counts that grow as long as it lives.
 *
 * @param term of the coordinator; 0 before one has begun
 * @param results judged units of work that were stored in this term
 * @param updates that were committed in the whole run
 * @param drops what was dropped in this term, by reason
 */
public record RunPulse(long term, long results, int updates, Map<String, Long> drops) {
    /** Before anything has happened. */
    public static final RunPulse NONE = new RunPulse(0, 0, 0, Map.of());

    public RunPulse {
        drops = Collections.unmodifiableMap(new TreeMap<>(drops));
    }

    /** The pulse after this news. */
    public RunPulse after(RunProgress news) {
        if (news instanceof RunProgress.TermStarted started) {
            return started.term() == term ? this : new RunPulse(started.term(), 0, started.committed(), Map.of());
        } else if (news instanceof RunProgress.ShardDone) {
            return new RunPulse(term, results + 1, updates, drops);
        } else if (news instanceof RunProgress.UpdateDone done) {
            return new RunPulse(term, results, done.update().iteration() + 1, drops);
        } else if (news instanceof RunProgress.Dropped dropped) {
            Map<String, Long> more = new TreeMap<>(drops);
            more.put(dropped.reason(), dropped.count());
            return new RunPulse(term, results, updates, more);
        }
        return this;
    }
}
