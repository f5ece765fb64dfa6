package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.summary.UpdateSummary;
import java.util.List;

/** Counts what an update learned from. */
@Decision
final class Consumption {
    private Consumption() {}

    /** The figures of an update that consumed these results. */
    static UpdateSummary summary(UpdateCommitted event, List<WorkResult> consumed) {
        long samples = 0;
        long tokens = 0;
        long cyclic = 0;
        long triples = 0;
        for (WorkResult result : consumed) {
            for (JudgedGroup judged : result.groups()) {
                PreferenceMatrix preference = judged.verdict().preference();
                int own = judged.group().own();
                samples += own;
                tokens += judged.group().completions().subList(0, own).stream()
                        .mapToInt(completion -> completion.tokens().size())
                        .sum();
                cyclic += preference.cyclicTriples();
                triples += preference.triples();
            }
        }
        return new UpdateSummary(
                event.iteration(),
                event.version(),
                event.groupsDigest(),
                event.metrics(),
                samples,
                tokens,
                cyclic,
                triples);
    }
}
