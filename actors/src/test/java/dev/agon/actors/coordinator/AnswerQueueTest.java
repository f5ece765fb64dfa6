package dev.agon.actors.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.FakeRun;
import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.event.QueuedAnswers;
import dev.agon.protocol.summary.RunSummary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AnswerQueueTest {
    private static final PolicyVersion START = new PolicyVersion(0, "start", "00", 1);
    private static final int ITERATIONS = 4;
    private static final Prompt PROMPT = prompt("now");

    @Test
    void opponentsAnsweredTheSameQuestionWhateverThePromptWasCalled() {
        AnswerQueue queue = new AnswerQueue(List.of(
                answers(0, prompt("before"), "a", "b"),
                answers(0, new Prompt("other", "another question", Map.of()), "c"),
                answers(0, new Prompt("facts", "question", Map.of("word", "other")), "d")));

        assertEquals(List.of("a", "b"), texts(opponents(queue, new Guests(0, 5, 1), 1)));
        assertTrue(opponents(queue, new Guests(0, 5, 1), 1).stream()
                .allMatch(opponent -> opponent.author() == Author.EARLIER));
    }

    @Test
    void noOpponentIsOlderThanTheMemoryOrAsYoungAsTheAnswers() {
        AnswerQueue queue = new AnswerQueue(IntStream.range(0, 6)
                .mapToObj(iteration -> answers(iteration, PROMPT, "of " + iteration))
                .toList());

        assertEquals(List.of("of 2", "of 3"), texts(opponents(queue, new Guests(0, 9, 2), 4)));
        assertEquals(
                List.of("of 1", "of 2"),
                texts(queue.opponents(plan(new Guests(0, 9, 2), Schedule.OVERLAPPED), 4, List.of(PROMPT))
                        .get(0)));
        assertEquals(List.of(), opponents(queue, Guests.NONE, 4));
    }

    @Test
    void manyAnswersAreDrawnWithoutReplacementAndEachIsAsLikely() {
        AnswerQueue queue = new AnswerQueue(List.of(answers(
                0, PROMPT, IntStream.range(0, 10).mapToObj(Integer::toString).toArray(String[]::new))));
        int[] drawn = new int[10];
        List<Prompt> prompts =
                IntStream.range(0, 3000).mapToObj(n -> prompt("p" + n)).toList();

        List<List<Completion>> all = queue.opponents(plan(new Guests(0, 4, 1), Schedule.STRICT), 1, prompts);

        for (List<Completion> opponents : all) {
            assertEquals(4, new HashSet<>(texts(opponents)).size());
            texts(opponents).forEach(text -> drawn[Integer.parseInt(text)]++);
        }
        for (int count : drawn) { // 1200 expected, with a standard deviation of 27
            assertEquals(1200, count, 110);
        }
        assertNotEquals(texts(all.get(0)), texts(all.get(1)));
    }

    @Test
    void everyAnswerMeetsEarlierOnesOfTheSamePrompt() {
        Game game = new Game(queued(Schedule.STRICT, true), order -> 0);
        while (!game.state.finished()) {
            for (WorkItem item : game.state.openItems()) {
                if (item.id().purpose() == Purpose.TRAIN) {
                    int iteration = item.id().iteration();
                    item.opponents().forEach(opponents -> {
                        assertEquals(Math.min(iteration, 2) * 4, opponents.size());
                        opponents.forEach(opponent -> assertTrue(
                                opponent.policyVersion() < iteration && opponent.policyVersion() >= iteration - 2));
                    });
                }
            }
            game.play();
        }
    }

    /** Validation may lag, so a stage may open late: who is met must not depend on it. */
    @Property(tries = 40, seed = "7")
    void whoeverIsLateMeetsTheSameOpponents(@ForAll long order, @ForAll boolean beside, @ForAll Schedule schedule) {
        RunPlan plan = queued(schedule, beside);
        Game straight = new Game(plan, first -> 0);
        RunSummary expected = straight.playToTheEnd();

        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(order);
        Game game = new Game(plan, random::nextInt);
        while (!game.state.finished()) {
            switch (random.nextInt(5)) {
                case 0 -> game.crash();
                case 1 -> game.restart();
                case 2 -> game.playTrainingFirst();
                default -> game.play();
            }
        }

        assertEquals(expected, game.state.summary());
        assertEquals(straight.shards(), game.shards());
    }

    private static RunPlan queued(Schedule schedule, boolean besideUpdate) {
        RunPlan plan = FakeRun.plan(START, ITERATIONS, besideUpdate, schedule);
        return new RunPlan(
                plan.configDigest(),
                plan.seed(),
                plan.start(),
                plan.iterations(),
                plan.shardPrompts(),
                plan.samples(),
                new Guests(0, 100, 2),
                plan.validationSamples(),
                plan.testSamples(),
                plan.validateBesideUpdate(),
                plan.schedule(),
                plan.confidence(),
                plan.prompts());
    }

    private static RunPlan plan(Guests guests, Schedule schedule) {
        return new RunPlan("", 7, START, 9, 1, 1, guests, 1, 1, true, schedule, 0.95, (purpose, n) -> List.of(PROMPT));
    }

    private static List<Completion> opponents(AnswerQueue queue, Guests guests, int iteration) {
        return queue.opponents(plan(guests, Schedule.STRICT), iteration, List.of(PROMPT))
                .get(0);
    }

    private static Prompt prompt(String id) {
        return new Prompt(id, "question", Map.of());
    }

    private static QueuedAnswers answers(int iteration, Prompt prompt, String... texts) {
        List<Completion> answers = new ArrayList<>();
        for (String text : texts) {
            answers.add(new Completion(iteration, Tokens.of(1), LogProbs.of(-1), true, text, List.of()));
        }
        return new QueuedAnswers(iteration, prompt, answers);
    }

    private static List<String> texts(List<Completion> completions) {
        return completions.stream().map(Completion::text).toList();
    }
}
