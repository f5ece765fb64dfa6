package dev.agon.actors.coordinator;

import dev.agon.protocol.Completion;
import dev.agon.protocol.Decision;
import dev.agon.protocol.Purpose;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which stage is due next, given what is established; a stage is due once everything that it depends on is in. */
@Decision
final class Agenda {
    private final RunPlan plan;
    private final Facts facts;
    private final int committed;
    private final int validated;

    Agenda(RunPlan plan, Facts facts) {
        this.plan = plan;
        this.facts = facts;
        this.committed = facts.updates().size();
        this.validated = facts.validation().evaluations().size();
    }

    /**
     * The iterations whose training stages may be open, in order. The version that answers must be validated first or,
     * where versions are validated beside updates, the one before it: so validation lags by one version at most, and
     * two checkpoints suffice (three where schedules overlap).
     */
    IntStream training() {
        int lag = plan.validateBesideUpdate() ? 1 : 0;
        int last = Math.min(plan.schedule().last(committed), plan.iterations() - 1);
        return facts.started()
                ? IntStream.rangeClosed(committed, last)
                        .filter(iteration -> validated + lag > plan.schedule().sampler(iteration))
                : IntStream.empty();
    }

    /** The training stage of an iteration. */
    Stage training(int iteration) {
        return Stage.training(
                plan, iteration, facts.version(plan, plan.schedule().sampler(iteration)), facts.queue());
    }

    /** The evaluation to open: of each version on the validation prompts, at the end of two on the held-out ones. */
    Optional<Stage> evaluation() {
        if (!facts.started()) {
            return Optional.empty();
        } else if (validated <= committed) {
            return Optional.of(Stage.evaluation(
                    plan,
                    Purpose.VALIDATE,
                    facts.version(plan, validated),
                    facts.validation().rivals()));
        } else if (committed < plan.iterations() || !facts.finalTest().isEmpty()) {
            return Optional.empty();
        } else if (facts.startTest().isEmpty()) {
            return Optional.of(Stage.evaluation(plan, Purpose.TEST, plan.start(), List.of()));
        }
        List<List<Completion>> rivals = facts.startTest().stream()
                .flatMap(result -> result.groups().stream())
                .map(judged -> judged.group().completions())
                .toList();
        return Optional.of(Stage.evaluation(plan, Purpose.TEST, facts.version(plan, committed), rivals));
    }
}
