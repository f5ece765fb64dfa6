package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agon.actors.run.MemoryPlan.Part;
import dev.agon.policy.Sampling;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.rollout.RolloutSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static final MemoryPlan PLAN = new MemoryPlan(List.of(
            new Part("a", 2_000_000_000L, List.of()),
            new Part("b", 5_000_000_000L, List.of("lower x", "set y")),
            new Part("c", 3_500_000_000L, List.of("set y", "train z"))));

    @Test
    void whatFitsIsNotRefused() {
        assertDoesNotThrow(() -> PLAN.requireFits(10_500_000_000L));
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheCuresOfItsLargestParts() {
        ConfigurationException refusal =
                assertThrows(ConfigurationException.class, () -> PLAN.requireFits(10_499_999_999L));
        assertEquals(
                "The run may need 10.5 GB of memory but this machine has 10.5 GB for it; the largest parts are b (5.0 GB),"
                        + " c (3.5 GB), a (2.0 GB); lower x, or set y, or train z.",
                refusal.getMessage());
    }

    @Test
    void ofManyAnswersAtOnceFewerAreACure() {
        assertEquals(
                List.of("set agon.rollout.batch-rows=32", "lower agon.rollout.shard-prompts"),
                MemoryPlan.smallerCaches(rollout(0)));
        assertEquals(List.of("lower agon.rollout.shard-prompts"), MemoryPlan.smallerCaches(rollout(32)));
    }

    private static RolloutSettings rollout(int batchRows) {
        return new RolloutSettings(128, 8, 16, batchRows, Sampling.at(1), 32, 1, 1);
    }

    @Test
    void withoutACureTheModelIsTooLarge() {
        MemoryPlan plan = new MemoryPlan(List.of(new Part("a", 2_000_000L, List.of())));
        assertEquals("take a smaller model or a larger machine", plan.cures());
        assertEquals("2 MB", MemoryPlan.gigabytes(plan.bytes()));
    }
}
