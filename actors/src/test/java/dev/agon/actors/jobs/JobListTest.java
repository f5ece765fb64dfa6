package dev.agon.actors.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.protocol.event.JobEvent.JobEnded;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.job.JobState;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobListTest {
    private static final JobList TWO = submitted(submitted(JobList.empty(), "a"), "b");

    @Test
    void theFirstRunsAndTheOthersWait() {
        assertEquals(List.of(JobState.RUNNING, JobState.QUEUED), states(TWO));
        assertEquals("a", TWO.running().map(Job::name).orElseThrow());
    }

    @Test
    void theNextBeginsWhenOneHasEndedHoweverItDid() {
        for (JobState end : List.of(JobState.DONE, JobState.FAILED, JobState.STOPPED)) {
            assertEquals(List.of(end, JobState.RUNNING), states(TWO.apply(new JobEnded(1, end, ""))));
        }
    }

    @Test
    void aWaitingJobThatIsStoppedNeverRuns() {
        JobList stopped = TWO.apply(new JobEnded(2, JobState.STOPPED, ""));
        assertEquals(List.of(JobState.RUNNING, JobState.STOPPED), states(stopped));
        assertTrue(stopped.apply(new JobEnded(1, JobState.DONE, "")).running().isEmpty());
    }

    @Test
    void theEndOfAJobThatHasEndedChangesNothing() {
        JobList done = TWO.apply(new JobEnded(1, JobState.DONE, "ab12"));
        assertEquals(done, done.apply(new JobEnded(1, JobState.FAILED, "late")));
    }

    @Test
    void aNameIsTakenUntilItsRunWasStoppedOrHasFailed() {
        assertTrue(TWO.refusal("a").orElseThrow().contains("running already"));
        assertTrue(TWO.refusal("b").orElseThrow().contains("queued already"));
        assertTrue(TWO.apply(new JobEnded(1, JobState.DONE, ""))
                .refusal("a")
                .orElseThrow()
                .contains("is done"));
        assertTrue(TWO.apply(new JobEnded(1, JobState.FAILED, "")).refusal("a").isEmpty());
        assertTrue(TWO.refusal("c").isEmpty());
    }

    @Test
    void aRequestThatIsRepeatedIsTheSameJob() {
        assertTrue(TWO.holds("b", "agon {}"));
        assertFalse(TWO.holds("b", "agon { run.seed = 2 }"));
        assertFalse(TWO.apply(new JobEnded(2, JobState.STOPPED, "")).holds("b", "agon {}"));
    }

    @Test
    void aSubmissionHasAnIdOfItsOwn() {
        assertEquals(
                List.of(1, 2, 3),
                submitted(TWO, "c").jobs().stream().map(Job::id).toList());
    }

    private static JobList submitted(JobList jobs, String name) {
        return jobs.apply(jobs.submission(name, "agon {}"));
    }

    private static List<JobState> states(JobList jobs) {
        return jobs.jobs().stream().map(Job::state).toList();
    }
}
