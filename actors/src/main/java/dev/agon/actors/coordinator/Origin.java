package dev.agon.actors.coordinator;

import dev.agon.protocol.Decision;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.event.RunEvent.RunStarted;
import dev.agon.protocol.wire.LedgerWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run was begun with and must be continued with: where one of these differs, the ledger's results are not those
 * of the run that would go on.
 *
 * @param configDigest digest of everything in the configuration that the result depends on
 * @param seed the run's seed
 * @param start the weights that it starts from; their place may change, their content may not
 * @param dataDigest digest of the prompts of all iterations and evaluations
 */
@Decision
record Origin(String configDigest, long seed, PolicyVersion start, String dataDigest) {
    /** The origin of a run that follows this plan; reads all of its prompts. */
    static Origin of(RunPlan plan) {
        List<Prompt> prompts = new ArrayList<>(plan.prompts().prompts(Purpose.VALIDATE, 0));
        prompts.addAll(plan.prompts().prompts(Purpose.TEST, 0));
        for (int iteration = 0; iteration < plan.iterations(); iteration++) {
            prompts.addAll(plan.prompts().prompts(Purpose.TRAIN, iteration));
        }
        return new Origin(plan.configDigest(), plan.seed(), plan.start(), LedgerWire.digestOfPrompts(prompts));
    }

    /** The origin that the first event tells. */
    static Origin of(RunStarted event) {
        return new Origin(event.configDigest(), event.seed(), event.start(), event.dataDigest());
    }

    /** The first event. */
    RunStarted event() {
        return new RunStarted(configDigest, seed, start, dataDigest);
    }

    /** Why a run that was begun with {@code begun} cannot go on with this; empty if it can. */
    Optional<String> conflictWith(Origin begun) {
        if (!configDigest.equals(begun.configDigest) || seed != begun.seed) {
            return Optional.of("The run directory belongs to a run with another configuration; resume with that one or"
                    + " choose another agon.run.name.");
        } else if (!start.sha256().equals(begun.start.sha256()) || start.bytes() != begun.start.bytes()) {
            return Optional.of("The run was begun with other weights than those in " + start.place() + " (SHA-256 "
                    + begun.start.sha256() + ", " + begun.start.bytes() + " bytes; now " + start.sha256() + ", "
                    + start.bytes() + " bytes); restore what agon.model.directory held or choose another"
                    + " agon.run.name.");
        } else if (!dataDigest.equals(begun.dataDigest)) {
            return Optional.of("The run was begun with other prompts than the task now gives (SHA-256 "
                    + begun.dataDigest + ", now " + dataDigest
                    + "); restore the task's data or choose another agon.run.name.");
        }
        return Optional.empty();
    }
}
