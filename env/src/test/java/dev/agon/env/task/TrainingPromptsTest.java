package dev.agon.env.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.InputException;
import dev.agon.protocol.Prompt;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrainingPromptsTest {
    private static final CounterRandom RANDOM = CounterRandom.of(7);

    private record Numbered(int size) implements Task {
        @Override
        public String name() {
            return "numbered";
        }

        @Override
        public List<Prompt> prompts(Split split) {
            return IntStream.range(0, size)
                    .mapToObj(i -> new Prompt("n/" + i, "" + i, Map.of()))
                    .toList();
        }

        @Override
        public List<TextExample> corpus(Split split) {
            return List.of();
        }
    }

    @Property(tries = 200, seed = "7")
    void anEpochRepeatsNoPrompt(
            @ForAll @IntRange(min = 1, max = 60) int size, @ForAll @IntRange(min = 1, max = 60) int wanted) {
        int count = Math.min(size, wanted);
        Set<Prompt> seen = new HashSet<>();
        for (int iteration = 0; iteration < size / count; iteration++) {
            List<Prompt> prompts = new Numbered(size).trainingPrompts(iteration, count, RANDOM);
            assertEquals(count, prompts.size());
            prompts.forEach(prompt -> assertTrue(seen.add(prompt), prompt::id));
        }
    }

    @Test
    void theNextEpochHasAnotherOrder() {
        Numbered task = new Numbered(40);
        assertNotEquals(task.trainingPrompts(0, 20, RANDOM), task.trainingPrompts(2, 20, RANDOM));
        assertEquals(task.trainingPrompts(3, 20, RANDOM), new Numbered(40).trainingPrompts(3, 20, RANDOM));
    }

    @Test
    void moreThanThereAreIsRefused() {
        InputException e = assertThrows(InputException.class, () -> new Numbered(5).trainingPrompts(0, 6, RANDOM));
        assertTrue(String.valueOf(e.getMessage()).contains("set agon.rollout.prompts to at most 5"), e.getMessage());
    }
}
