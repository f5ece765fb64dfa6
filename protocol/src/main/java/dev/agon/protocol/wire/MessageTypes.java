package dev.agon.protocol.wire;

import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.Span;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkItem;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.job.JobState;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.JobsCommand;
import dev.agon.protocol.message.JobsReply;
import dev.agon.protocol.message.JudgeCommand;
import dev.agon.protocol.message.LearnerCommand;
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
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The records and enums that may travel between nodes, each under its fixed number. Nodes of one cluster run one
 * version of Agon, so a number may be reused in the next version, but never within one.
 */
final class MessageTypes {
    private static final Map<Integer, Class<?>> RECORDS = new TreeMap<>();
    private static final Map<Integer, Class<? extends Enum<?>>> ENUMS = new TreeMap<>();

    static {
        // Values: 20-49
        RECORDS.put(20, Completion.class);
        RECORDS.put(21, Group.class);
        RECORDS.put(22, JudgedGroup.class);
        RECORDS.put(23, PolicyVersion.class);
        RECORDS.put(24, Prompt.class);
        RECORDS.put(25, Span.class);
        RECORDS.put(26, Verdict.class);
        RECORDS.put(27, WorkId.class);
        RECORDS.put(28, WorkItem.class);
        RECORDS.put(29, WorkResult.class);
        RECORDS.put(30, WorkResult.Effort.class);
        RECORDS.put(31, RunFailure.class);
        RECORDS.put(32, WinRate.class);
        RECORDS.put(33, Evaluation.class);
        RECORDS.put(34, UpdateSummary.class);
        RECORDS.put(35, TestOutcome.class);
        RECORDS.put(36, RunSummary.class);
        // To the coordinator: 50-69
        RECORDS.put(50, CoordinatorCommand.RequestWork.class);
        RECORDS.put(51, CoordinatorCommand.ReportResult.class);
        RECORDS.put(52, CoordinatorCommand.RequestGrant.class);
        RECORDS.put(53, CoordinatorCommand.FetchShard.class);
        RECORDS.put(54, CoordinatorCommand.CommitUpdate.class);
        RECORDS.put(55, CoordinatorCommand.FollowVersions.class);
        RECORDS.put(56, CoordinatorCommand.Observe.class);
        RECORDS.put(57, CoordinatorCommand.ReportFailure.class);
        RECORDS.put(58, CoordinatorCommand.ReportUnanswered.class);
        RECORDS.put(59, CoordinatorCommand.ReportUnlearned.class);
        // To workers: 70-89
        RECORDS.put(70, RolloutCommand.WorkGranted.class);
        RECORDS.put(71, RolloutCommand.ResultStored.class);
        RECORDS.put(72, RolloutCommand.ShardVerdicts.class);
        RECORDS.put(73, JudgeCommand.JudgeShard.class);
        RECORDS.put(74, LearnerCommand.UpdateGranted.class);
        RECORDS.put(75, LearnerCommand.ShardFetched.class);
        RECORDS.put(76, LearnerCommand.UpdateStored.class);
        RECORDS.put(77, LearnerCommand.UpdateRefused.class);
        RECORDS.put(78, WeightsCommand.Locate.class);
        RECORDS.put(79, WeightsCommand.VersionsCommitted.class);
        RECORDS.put(80, WeightsReply.Located.class);
        RECORDS.put(81, WeightsReply.Unavailable.class);
        RECORDS.put(82, WeightsCommand.Keep.class);
        RECORDS.put(83, WeightsCommand.Secure.class);
        RECORDS.put(84, WeightsReply.Secured.class);
        // To observers: 90-99
        RECORDS.put(90, RunProgress.TermStarted.class);
        RECORDS.put(91, RunProgress.ShardDone.class);
        RECORDS.put(92, RunProgress.UpdateStarted.class);
        RECORDS.put(93, RunProgress.UpdateDone.class);
        RECORDS.put(94, RunProgress.VersionEvaluated.class);
        RECORDS.put(95, RunProgress.RunDone.class);
        RECORDS.put(96, RunProgress.RunFailed.class);
        RECORDS.put(97, RunProgress.LedgerAwaited.class);
        RECORDS.put(98, RunProgress.Dropped.class);
        RECORDS.put(99, RunProgress.WorkHandedOut.class);
        // Jobs of a cluster: 110-129
        RECORDS.put(110, Job.class);
        RECORDS.put(111, JobsCommand.Submit.class);
        RECORDS.put(112, JobsCommand.Stop.class);
        RECORDS.put(113, JobsCommand.ListJobs.class);
        RECORDS.put(114, JobsCommand.Follow.class);
        RECORDS.put(115, JobsCommand.ReportEnd.class);
        RECORDS.put(116, JobsCommand.ReportProgress.class);
        RECORDS.put(117, JobsReply.Listed.class);
        RECORDS.put(118, JobsReply.Refused.class);
        RECORDS.put(120, RunPulse.class);
        RECORDS.put(119, NodeCommand.CurrentJob.class);
        RECORDS.put(121, NodeCommand.CoordinatorAwaited.class);
        RECORDS.put(122, NodeCommand.NoJob.class);
        RECORDS.put(125, NodeCommand.AskHttpAddress.class);
        RECORDS.put(126, NodeCommand.HttpAddress.class);
        // Enums: 100-109
        ENUMS.put(100, Purpose.class);
        ENUMS.put(101, RunFailure.Kind.class);
        ENUMS.put(102, JobState.class);
        ENUMS.put(103, Author.class);
    }

    private MessageTypes() {}

    /** Record types by number. */
    static Map<Integer, Class<?>> records() {
        return Collections.unmodifiableMap(RECORDS);
    }

    /**
     * Digest of all numbers, names and fields, SHA-256 in lower-case hex: nodes that share it understand each other.
     */
    static String digest() {
        StringBuilder text = new StringBuilder();
        RECORDS.forEach((id, type) -> text.append(id)
                .append(type.getName())
                .append(Arrays.toString(type.getRecordComponents()))
                .append('\n'));
        ENUMS.forEach((id, type) -> text.append(id)
                .append(type.getName())
                .append(Arrays.toString(type.getEnumConstants()))
                .append('\n'));
        return LedgerWire.sha256(text.toString());
    }

    /** Enum types by number. */
    static Map<Integer, Class<? extends Enum<?>>> enums() {
        return Collections.unmodifiableMap(ENUMS);
    }
}
