package dev.agon.actors.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.learner.Learning.Ask;
import dev.agon.actors.learner.Learning.Fetch;
import dev.agon.actors.learner.Learning.GiveUp;
import dev.agon.actors.learner.Learning.Learn;
import dev.agon.actors.learner.Learning.Locate;
import dev.agon.actors.learner.Learning.Offer;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.message.LearnerCommand.ShardFetched;
import dev.agon.protocol.message.LearnerCommand.UpdateGranted;
import dev.agon.protocol.message.LearnerCommand.UpdateRefused;
import dev.agon.protocol.message.LearnerCommand.UpdateStored;
import dev.agon.protocol.message.RunFailure;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LearningTest {
    private static final RunFailure MISSING = new RunFailure(RunFailure.Kind.INPUT, "The weights are gone.");

    private final Learning learning = new Learning();

    @Test
    void aGrantIsLocatedFetchedInOrderLearnedAndOffered() {
        assertEquals(new Ask(), learning.next());
        assertTrue(learning.granted(grant(1, 0)));
        assertEquals(new Locate(version(0)), learning.next());
        assertTrue(learning.located(version(0)));
        assertEquals(new Fetch(1, shard(0, 0)), learning.next());
        assertFalse(learning.fetched(new ShardFetched(1, result(0, 1))), "the second one is not its turn");
        assertFalse(learning.fetched(new ShardFetched(2, result(0, 0))), "another term");
        assertTrue(learning.fetched(new ShardFetched(1, result(0, 0))));
        assertTrue(learning.fetched(new ShardFetched(1, result(0, 1))));
        assertEquals(new Learn(0, "step-0", true, List.of()), learning.next());
        learning.published(version(1), new TreeMap<>());
        assertTrue(learning.next() instanceof Offer);
        assertTrue(learning.stored(new UpdateStored(0)));
        assertEquals(new Ask(), learning.next());
    }

    @Test
    void whatIsInMemoryIsNotReadAgain() {
        learn(grant(1, 0));
        learning.published(version(1), new TreeMap<>());
        learning.stored(new UpdateStored(0));
        learn(grant(1, 1));
        assertEquals(new Learn(1, "step-1", false, List.of()), learning.next());
        learning.failed();
        assertEquals(new Learn(1, "step-1", true, List.of()), learning.next());
    }

    @Test
    void aGrantThatIsOlderThanWhatIsKnownIsIgnored() {
        learn(grant(2, 1));
        assertFalse(learning.granted(grant(1, 1)), "an earlier term");
        learning.published(version(2), new TreeMap<>());
        learning.stored(new UpdateStored(1));
        assertFalse(learning.granted(grant(2, 1)), "its update is committed");
        assertEquals(new Ask(), learning.next());
        assertTrue(learning.granted(grant(3, 2)));
    }

    @Test
    void aGrantThatIsVoidIsDroppedWhateverFailed() {
        learning.granted(grant(1, 0));
        assertTrue(learning.unavailable(0, MISSING));
        assertEquals(new GiveUp(1, 0, MISSING), learning.next());
        assertTrue(learning.refused(new UpdateRefused(0, "not to be updated now")));
        assertEquals(new Ask(), learning.next());
    }

    private void learn(UpdateGranted grant) {
        learning.granted(grant);
        learning.located(grant.base());
        grant.shards()
                .forEach(id -> learning.fetched(new ShardFetched(grant.term(), result(id.iteration(), id.shard()))));
    }

    private static UpdateGranted grant(long term, int iteration) {
        return new UpdateGranted(
                term, iteration, version(iteration), List.of(shard(iteration, 0), shard(iteration, 1)));
    }

    private static PolicyVersion version(int number) {
        return new PolicyVersion(number, "step-" + number, "0" + number, 1);
    }

    private static WorkId shard(int iteration, int shard) {
        return new WorkId(Purpose.TRAIN, iteration, shard);
    }

    private static WorkResult result(int iteration, int shard) {
        return new WorkResult(shard(iteration, shard), List.of(), new WorkResult.Effort(0, 0, 0));
    }
}
