package dev.agon.actors.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.FakeRun;
import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import dev.agon.protocol.event.RunEvent.TermBegun;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.summary.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RunStateTest {
    private static final int ITERATIONS = 3;
    private static final PolicyVersion START = new PolicyVersion(0, "start", "00", 1);

    @Test
    void aRunValidatesTrainsAndTestsInOrder() {
        Game game = new Game(plan(false), order -> 0);
        List<String> stages = new ArrayList<>();
        while (!game.state.finished()) {
            game.state.openItems().stream()
                    .map(item -> item.id().purpose() + "/" + item.id().iteration())
                    .filter(stage ->
                            stages.isEmpty() || !stages.get(stages.size() - 1).equals(stage))
                    .forEach(stages::add);
            game.play();
        }
        assertEquals(
                List.of(
                        "VALIDATE/0",
                        "TRAIN/0",
                        "VALIDATE/1",
                        "TRAIN/1",
                        "VALIDATE/2",
                        "TRAIN/2",
                        "VALIDATE/3",
                        "TEST/0",
                        "TEST/3"),
                stages);
    }

    @Test
    void aVersionCompetesWithThePreviousOneAndTheStart() {
        Game game = new Game(plan(false), order -> 0);
        while (!isOpen(game.state, Purpose.VALIDATE, 2)) {
            game.play();
        }
        WorkItem item = game.state.openItems().get(0);
        List<Integer> versions =
                item.opponents().get(0).stream().map(Completion::policyVersion).toList();
        assertEquals(List.of(1, 1, 0, 0), versions);
    }

    @Test
    void anUpdateOfAnEarlierTermIsRefused() {
        Game game = new Game(plan(false), order -> 0);
        while (game.state.grant().isEmpty()) {
            game.play();
        }
        UpdateCommitted update = game.update(game.state.term());
        assertEquals(Optional.empty(), game.state.refusal(update));
        RunState later = game.state.apply(new TermBegun(game.state.term() + 1));
        assertTrue(later.refusal(update).isPresent());
        assertEquals(Optional.empty(), later.refusal(game.update(later.term())));
    }

    @Test
    void aReplayIgnoresAnUpdateOfAnEarlierTerm() {
        Game game = new Game(plan(false), order -> 0);
        while (game.state.grant().isEmpty()) {
            game.play();
        }
        UpdateCommitted update = game.update(game.state.term());
        RunState later = game.state.apply(new TermBegun(game.state.term() + 1));
        assertEquals(0, later.apply(update).committedUpdates());
        assertEquals(1, game.state.apply(update).committedUpdates());
    }

    @Test
    void onlyWhatIsInTheLedgerIsKnown() {
        Game game = new Game(plan(false), order -> 0);
        WorkItem first = game.state.openItems().get(0);
        WorkResult result = result(first);
        assertTrue(Reception.of(game.state, result) instanceof Reception.Store);
        game.report(result);
        assertEquals(new Reception.Known(), Reception.of(game.state, result));
        game.playToTheEnd();
        assertEquals(new Reception.Known(), Reception.of(game.state, result));

        WorkItem later = new WorkItem(
                new WorkId(Purpose.TRAIN, 1, 0),
                first.seed(),
                first.policy(),
                first.prompts(),
                first.samples(),
                first.opponents());
        assertEquals(new Reception.Unknown(), Reception.of(begunGame().state, result(later)));
    }

    @Test
    void anUpdateFromOtherGroupsIsRefused() {
        Game game = new Game(plan(false), order -> 0);
        while (game.state.grant().isEmpty()) {
            game.play();
        }
        UpdateCommitted update = game.update(game.state.term());
        assertTrue(game.state
                .refusal(new UpdateCommitted(
                        update.term(), update.iteration(), update.version(), "another", update.metrics()))
                .isPresent());
    }

    @Test
    void aResultThatDoesNotAnswerItsItemDoesNotFit() {
        Game game = new Game(plan(false), order -> 0);
        WorkResult result = result(game.state.openItems().get(0));
        assertTrue(game.state.fits(result));
        assertFalse(game.state.fits(new WorkResult(
                result.id(), result.groups().subList(1, result.groups().size()), result.effort())));
    }

    @Test
    void aResultThatLacksAGuestDoesNotFit() {
        RunPlan plan = plan(false);
        List<Prompt> prompts = FakeRun.prompts(Purpose.TRAIN, 0).stream()
                .map(prompt -> prompt.answered("written"))
                .toList();
        RunPlan hosting = new RunPlan(
                plan.configDigest(),
                plan.seed(),
                plan.start(),
                plan.iterations(),
                plan.shardPrompts(),
                plan.samples(),
                new Guests(2, 0, 0),
                plan.validationSamples(),
                plan.testSamples(),
                plan.validateBesideUpdate(),
                plan.schedule(),
                plan.confidence(),
                (purpose, iteration) -> prompts);
        Stage stage = Stage.training(hosting, 0, plan.start(), AnswerQueue.EMPTY);
        WorkItem item = stage.open().findFirst().orElseThrow();
        assertEquals(2, item.averages());
        List<Author> right = List.of(
                Author.POLICY,
                Author.POLICY,
                Author.POLICY,
                Author.POLICY,
                Author.AVERAGE,
                Author.AVERAGE,
                Author.WRITTEN);
        assertEquals(plan.samples(), 4);
        assertTrue(stage.fits(by(item, right)));
        assertFalse(stage.fits(by(item, right.subList(0, 6))));
        assertFalse(stage.fits(by(item, right.subList(1, 7))));
        assertFalse(stage.fits(by(
                item,
                List.of(
                        Author.POLICY,
                        Author.POLICY,
                        Author.POLICY,
                        Author.POLICY,
                        Author.AVERAGE,
                        Author.POLICY,
                        Author.WRITTEN))));
    }

    private static WorkResult by(WorkItem item, List<Author> authors) {
        List<Completion> completions = authors.stream()
                .map(author -> new Completion(0, author, Tokens.of(1), LogProbs.of(-1), true, "", List.of()))
                .toList();
        return new WorkResult(
                item.id(),
                item.prompts().stream()
                        .map(prompt -> new JudgedGroup(
                                new Group(prompt, Tokens.of(1), completions),
                                new Verdict("", PreferenceMatrix.of(completions.size(), (i, j) -> 0.5), Map.of())))
                        .toList(),
                new WorkResult.Effort(0, 0, 0));
    }

    @Test
    void aResultOfOtherPromptsIsNotReplayed() {
        Game game = new Game(plan(false), order -> 0);
        WorkItem item = game.state.openItems().get(0);
        WorkItem other = new WorkItem(
                item.id(),
                item.seed(),
                item.policy(),
                FakeRun.prompts(Purpose.TRAIN, 99).subList(0, item.prompts().size()),
                item.samples(),
                item.opponents());
        assertThrows(IllegalStateException.class, () -> game.state.apply(new ShardJudged(result(other))));
    }

    @Test
    void aRunGoesOnWhereTheStartHasMoved() {
        RunPlan moved = withStart(new PolicyVersion(0, "elsewhere", START.sha256(), START.bytes()));
        RunState state = begunGame().replayed(moved);
        assertEquals(Optional.empty(), state.conflict());
        assertEquals("elsewhere", state.openItems().get(0).policy().place());
    }

    @Test
    void otherStartingWeightsThanTheRunsAreRefused() {
        RunPlan other = withStart(new PolicyVersion(0, "start", "99", START.bytes()));
        assertRefused("The run was begun with other weights than those in start", other);
    }

    @Test
    void otherPromptsThanTheRunsAreRefused() {
        PromptSource changed = (purpose, iteration) ->
                FakeRun.prompts(purpose, purpose == Purpose.TRAIN && iteration == 2 ? 99 : iteration);
        assertRefused("The run was begun with other prompts", with("digest", START, changed));
    }

    @Test
    void anotherConfigurationThanTheRunsIsRefused() {
        assertRefused(
                "The run directory belongs to a run with another configuration",
                with("other", START, plan(false).prompts()));
    }

    private static void assertRefused(String why, RunPlan plan) {
        Game game = begunGame();
        for (RunState state : List.of(game.replayed(plan), RunState.restore(plan, game.state.snapshot()))) {
            String conflict = state.conflict().orElseThrow();
            assertTrue(conflict.startsWith(why), conflict);
            assertEquals(List.of(), state.openItems());
        }
    }

    /** A run with a result that is in and others that are not. */
    private static Game begunGame() {
        Game game = new Game(plan(false), order -> 0);
        game.play();
        return game;
    }

    private static RunPlan withStart(PolicyVersion start) {
        return with("digest", start, plan(false).prompts());
    }

    private static RunPlan with(String configDigest, PolicyVersion start, PromptSource prompts) {
        RunPlan plan = plan(false);
        return new RunPlan(
                configDigest,
                plan.seed(),
                start,
                plan.iterations(),
                plan.shardPrompts(),
                plan.samples(),
                plan.validationSamples(),
                plan.testSamples(),
                plan.validateBesideUpdate(),
                plan.schedule(),
                plan.confidence(),
                prompts);
    }

    /**
     * However far validation lags, two checkpoints suffice: the learner's result and the version before it; one more
     * where the answers are one version old.
     */
    @Property(tries = 30, seed = "7")
    void noOpenWorkNeedsAVersionThatIsTooOld(@ForAll long order, @ForAll Schedule schedule) {
        int lag = schedule == Schedule.STRICT ? 1 : 2;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(order);
        Game game = new Game(FakeRun.plan(START, ITERATIONS, true, schedule), random::nextInt);
        while (game.state.evaluations().size() <= ITERATIONS) {
            game.playTrainingFirst();
            int newest = game.state.newest().number();
            game.state.openItems().stream()
                    .mapToInt(item -> item.policy().number())
                    .filter(version -> version > 0) // the start is no checkpoint
                    .forEach(version -> {
                        assertTrue(version >= newest - lag, version + " after " + newest);
                        assertTrue(version >= game.state.oldestNeeded(), version + " is needed");
                    });
        }
    }

    /** Whatever the order of arrival, the duplicates and the crashes: nothing is lost and nothing counts twice. */
    @Property(tries = 60, seed = "7")
    void everyOrderEndsInTheSameRun(@ForAll long order, @ForAll boolean besideUpdate, @ForAll Schedule schedule) {
        RunPlan plan = FakeRun.plan(START, ITERATIONS, besideUpdate, schedule);
        Game straight = new Game(plan, first -> 0);
        RunSummary expected = straight.playToTheEnd();

        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(order);
        Game game = new Game(plan, random::nextInt);
        Set<String> stored = new TreeSet<>();
        List<WorkResult> delayed = new ArrayList<>();
        while (!game.state.finished()) {
            switch (random.nextInt(6)) {
                case 0 -> game.crash();
                case 1 -> game.restart();
                case 2 -> delayed.forEach(game::report); // all of them again
                case 3 -> game.commitOfAnEarlierTerm();
                default -> game.play().ifPresent(delayed::add);
            }
        }
        for (RunEvent event : game.ledger) {
            if (event instanceof ShardJudged judged) {
                assertTrue(stored.add(judged.result().id().toString()), "stored twice");
            }
        }
        assertEquals(expected, game.state.summary());
        assertEquals(straight.shards(), game.shards());
    }

    /** While iteration n is learned, n+1 is answered by the version that is being updated; never by an older one. */
    @Test
    void overlappedAnswersAreOneVersionOld() {
        Game game = new Game(FakeRun.plan(START, ITERATIONS, true, Schedule.OVERLAPPED), n -> n == 2 ? 1 : 0);
        Set<Integer> beside = new TreeSet<>();
        while (!game.state.finished()) {
            int committed = game.state.committedUpdates();
            for (WorkItem item : game.state.openItems()) {
                if (item.id().purpose() == Purpose.TRAIN) {
                    assertEquals(
                            Math.max(0, item.id().iteration() - 1),
                            item.policy().number());
                    assertTrue(item.id().iteration() <= committed + 1, item.id() + " with " + committed);
                    if (game.state.grant().isPresent()) {
                        beside.add(item.id().iteration());
                    }
                }
            }
            game.play();
        }
        assertEquals(
                IntStream.range(1, ITERATIONS).boxed().toList(),
                List.copyOf(beside),
                "each iteration but the first is sampled beside an update");
    }

    private static boolean isOpen(RunState state, Purpose purpose, int version) {
        return state.openItems().stream()
                .anyMatch(item -> item.id().purpose() == purpose && item.id().iteration() == version);
    }

    private static RunPlan plan(boolean besideUpdate) {
        return FakeRun.plan(START, ITERATIONS, besideUpdate);
    }

    private static WorkResult result(WorkItem item) {
        return FakeRun.result(item, item.policy().number());
    }
}
