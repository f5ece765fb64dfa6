package dev.agon.protocol.wire;

import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.Span;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.QueuedAnswers;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunSnapshot;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.job.JobState;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.JobsCommand;
import dev.agon.protocol.message.JobsReply;
import dev.agon.protocol.message.JudgeCommand;
import dev.agon.protocol.message.LearnerCommand;
import dev.agon.protocol.message.Message;
import dev.agon.protocol.message.NodeCommand;
import dev.agon.protocol.message.RolloutCommand;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.RunProgress;
import dev.agon.protocol.message.RunPulse;
import dev.agon.protocol.message.WeightsCommand;
import dev.agon.protocol.message.WeightsReply;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.RunSummary;
import dev.agon.protocol.summary.TestOutcome;
import dev.agon.protocol.summary.UpdateSummary;
import dev.agon.protocol.summary.WinRate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;

/** One value of every kind that is stored or sent, none of its fields at a default. */
final class Examples {
    static final PolicyVersion VERSION = new PolicyVersion(3, "checkpoints/step-000003", "ab12", 4096);
    static final Prompt PROMPT = new Prompt("n-17", "espresso (noun):", Map.of("word", "espresso", "part", "noun"));
    static final Completion COMPLETION = new Completion(
            3,
            Author.WRITTEN,
            Tokens.of(5, 70_000, 2),
            LogProbs.of(-0.25f, -3.5f, -1e-7f),
            true,
            "a strong coffee",
            List.of(span()));
    static final PreferenceMatrix MATRIX = PreferenceMatrix.of(2, (i, j) -> 0.625);
    static final JudgedGroup JUDGED = new JudgedGroup(
            new Group(PROMPT, Tokens.of(1, 2), List.of(COMPLETION, COMPLETION)),
            new Verdict("panel", MATRIX, Map.of("plain", MATRIX, "brief", MATRIX)));
    static final Job JOB = new Job(7, "mine", "agon {}", JobState.STOPPED, "by request");
    static final WorkId ID = new WorkId(Purpose.VALIDATE, 3, 2);
    static final WorkResult RESULT = new WorkResult(ID, List.of(JUDGED, JUDGED), new WorkResult.Effort(77, 1.5, 0.25));
    static final WinRate RATE = new WinRate(0.7, 0.65, 0.75, 100);
    static final Evaluation EVALUATION =
            new Evaluation(3, RATE, WinRate.even(9), new TreeMap<>(Map.of("plain", RATE)), 200, 9.5, 0.875, 0.75);
    static final UpdateSummary UPDATE = new UpdateSummary(
            2, VERSION, "cd34", new TreeMap<>(Map.of("loss", 0.5, "objective/kl", 0.125)), 512, 4096, 3, 1000);
    static final RunSummary SUMMARY = new RunSummary(
            VERSION,
            VERSION,
            List.of(UPDATE),
            List.of(EVALUATION),
            List.of(new TestOutcome(
                    PROMPT, List.of(COMPLETION), List.of(COMPLETION), 0.75, new TreeMap<>(Map.of("plain", 0.5)))));
    static final RunFailure FAILURE = new RunFailure(RunFailure.Kind.DIVERGED, "The loss is NaN.");

    private Examples() {}

    private static Span span() {
        return new Span(0, 2, "sentence");
    }

    static List<RunEvent> events() {
        return List.of(
                new RunEvent.RunStarted("d1", -7, VERSION, "d2"),
                new RunEvent.TermBegun(4),
                new RunEvent.ShardJudged(RESULT),
                new RunEvent.UpdateCommitted(4, 2, VERSION, "cd34", UPDATE.metrics()),
                new RunEvent.RunFinished(VERSION));
    }

    static RunSnapshot snapshot() {
        return new RunSnapshot(
                "d1",
                -7,
                VERSION,
                "d2",
                4,
                List.of(UPDATE),
                List.of(EVALUATION),
                List.of(List.of(COMPLETION), List.of()),
                List.of(List.of(COMPLETION)),
                List.of(new QueuedAnswers(2, PROMPT, List.of(COMPLETION.by(Author.EARLIER)))),
                List.of(RESULT),
                List.of(RESULT, RESULT),
                List.of(RESULT),
                true);
    }

    private static final RunPulse PULSE = new RunPulse(2, 30, 4, Map.of("duplicates refused", 5L));

    @SuppressWarnings("unchecked")
    static List<Message> messages(ActorRef<?> actor) {
        WorkItem item = new WorkItem(ID, -7, VERSION, List.of(PROMPT), 8, 3, List.of(List.of(COMPLETION)));
        ActorRef<RolloutCommand> worker = (ActorRef<RolloutCommand>) actor;
        ActorRef<LearnerCommand> learner = (ActorRef<LearnerCommand>) actor;
        return List.of(
                new CoordinatorCommand.RequestWork(worker, 9, 3, List.of(ID)),
                new CoordinatorCommand.ReportResult(RESULT, worker),
                new CoordinatorCommand.RequestGrant(learner),
                new CoordinatorCommand.FetchShard(4, ID, learner),
                new CoordinatorCommand.CommitUpdate(4, 2, VERSION, "cd34", UPDATE.metrics(), learner),
                new CoordinatorCommand.FollowVersions((ActorRef<WeightsCommand>) actor),
                new CoordinatorCommand.Observe((ActorRef<RunProgress>) actor),
                new CoordinatorCommand.ReportFailure(FAILURE),
                new CoordinatorCommand.ReportUnanswered(ID, FAILURE, worker),
                new CoordinatorCommand.ReportUnlearned(4, 3, FAILURE, learner),
                new RolloutCommand.WorkGranted(9, List.of(item)),
                new RolloutCommand.ResultStored(ID),
                new RolloutCommand.ShardVerdicts(ID, List.of(JUDGED.verdict()), 0.5),
                new JudgeCommand.JudgeShard(ID, List.of(JUDGED.group()), worker),
                new LearnerCommand.UpdateGranted(4, 2, VERSION, List.of(ID)),
                new LearnerCommand.ShardFetched(4, RESULT),
                new LearnerCommand.UpdateStored(2),
                new LearnerCommand.UpdateRefused(2, "stale term"),
                new WeightsCommand.Locate(VERSION, (ActorRef<WeightsReply>) actor),
                new WeightsCommand.Keep(VERSION, (ActorRef<WeightsReply>) actor),
                new WeightsCommand.Secure(VERSION, (ActorRef<WeightsReply>) actor),
                new WeightsCommand.VersionsCommitted(2, List.of(VERSION), 3),
                new WeightsReply.Located(VERSION),
                new WeightsReply.Secured(VERSION),
                new WeightsReply.Unavailable(3, FAILURE),
                new RunProgress.TermStarted(4, 2, 10),
                new RunProgress.WorkHandedOut(3, 1),
                new RunProgress.ShardDone(Purpose.TEST, 3, 1, 2, RESULT.effort()),
                new RunProgress.UpdateStarted(2),
                new RunProgress.UpdateDone(UPDATE),
                new RunProgress.VersionEvaluated(EVALUATION),
                new RunProgress.LedgerAwaited("The database does not answer."),
                new RunProgress.RunDone(SUMMARY),
                new RunProgress.RunFailed(FAILURE),
                new RunProgress.Dropped("duplicates refused", 2),
                new JobsCommand.Submit("mine", "agon {}", (ActorRef<JobsReply>) actor),
                new JobsCommand.Stop("mine", (ActorRef<JobsReply>) actor),
                new JobsCommand.ListJobs((ActorRef<JobsReply>) actor),
                new JobsCommand.Follow((ActorRef<NodeCommand>) actor),
                new JobsCommand.ReportEnd(7, JobState.FAILED, "no room"),
                new JobsCommand.ReportProgress(7, "iteration 1/6", PULSE),
                new JobsReply.Listed(List.of(JOB), "iteration 1/6", PULSE),
                new JobsReply.Refused("taken"),
                new NodeCommand.CurrentJob(JOB, (ActorRef<CoordinatorCommand>) actor),
                new NodeCommand.CoordinatorAwaited(7),
                new NodeCommand.NoJob(),
                new NodeCommand.AskHttpAddress((ActorRef<NodeCommand>) actor),
                new NodeCommand.HttpAddress((ActorRef<NodeCommand>) actor, "127.0.0.1:7360"));
    }
}
