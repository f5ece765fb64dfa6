package dev.agon.actors.cli;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.run.Estimate;
import dev.agon.actors.run.MachineMemory;
import dev.agon.actors.run.MemoryPlan;
import dev.agon.actors.run.Parts;
import dev.agon.actors.run.Preflight;
import dev.agon.actors.run.Progress;
import java.util.Locale;

/** What a run would do, as text. */
final class PlanText {
    private final StringBuilder text = new StringBuilder();

    private PlanText() {}

    static String render(
            ResolvedConfig config, Parts parts, Preflight preflight, MemoryPlan memory, Estimate estimate) {
        PlanText plan = new PlanText();
        plan.row("run", parts.run().path() + ", seed " + parts.run().seed());
        plan.row(
                "model",
                parts.model().directory() + ", " + plan.format("%,d", preflight.parameters()) + " parameters, device "
                        + parts.model().device());
        parts.model()
                .adapter()
                .ifPresent(lora -> plan.row(
                        "adapter",
                        plan.format(
                                "lora of rank %d on %s, %,d parameters",
                                lora.rank(), String.join(", ", lora.targetModules()), preflight.trained())));
        plan.row(
                "task",
                config.settings("agon.task").text("use")
                        + plan.format(
                                ", %,d self-play prompts, longest prompt %d tokens of a context of %d",
                                preflight.selfPlay(),
                                preflight.longestPrompt(),
                                preflight.config().contextLength()));
        plan.row("judge", config.settings("agon.judge").text("use"));
        plan.row("algorithm", config.settings("agon.algorithm").text("use"));
        plan.row(
                "iterations",
                plan.format(
                        "%d of %d prompts x %d answers, %d workers",
                        parts.run().iterations(),
                        parts.rollout().prompts(),
                        parts.rollout().samples(),
                        parts.rollout().workers()));
        plan.row(
                "validation",
                plan.format(
                        "%d prompts x %d answers after each",
                        preflight.validation(), parts.evaluation().validationSamples()));
        plan.row(
                "test",
                plan.format(
                        "%d prompts x %d answers at the end",
                        preflight.test(), parts.evaluation().testSamples()));
        plan.row(
                "memory",
                "up to " + MemoryPlan.gigabytes(memory.bytes()) + " of " + MemoryPlan.gigabytes(MachineMemory.bytes()));
        memory.parts().forEach(part -> plan.row("", MemoryPlan.gigabytes(part.bytes()) + "  " + part.name()));
        plan.row("disk", "up to " + preflight.diskBytes() / 1_000_000 + " MB");
        plan.row("time", "about " + Progress.clock(estimate.time()) + " on this machine as busy as it is now");
        plan.row("identity", parts.digest());
        return plan.text.append("Nothing was started.\n").toString();
    }

    private String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private void row(String name, String value) {
        text.append(format("%-11s %s%n", name, value));
    }
}
