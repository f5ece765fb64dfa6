package dev.agon.actors;

import dev.agon.actors.coordinator.RunPlan;
import dev.agon.actors.coordinator.Schedule;
import dev.agon.actors.judge.GroupJudge;
import dev.agon.actors.learner.UpdateFunction;
import dev.agon.actors.ledger.H2Ledger;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
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
import dev.agon.protocol.wire.LedgerWire;
import dev.agon.rollout.Generator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A run whose policy is two numbers in a file: answers are drawn from weights and random numbers, and an update mixes
 * everything that it is given into the numbers, so that one sample lost, doubled or out of order changes the hash.
 */
public final class FakeRun {
    private FakeRun() {}

    /** A policy in a directory: its weights are the text of a number. */
    public static PolicyVersion startingModel(Path directory) {
        write(directory, Checkpoints.WEIGHTS, 42);
        return Checkpoints.start(directory);
    }

    /** A plan of few and small iterations. */
    public static RunPlan plan(PolicyVersion start, int iterations, boolean besideUpdate) {
        return plan(start, iterations, besideUpdate, Schedule.STRICT);
    }

    /** The same by another schedule. */
    public static RunPlan plan(PolicyVersion start, int iterations, boolean besideUpdate, Schedule schedule) {
        return new RunPlan("digest", 7, start, iterations, 2, 4, 2, 1, besideUpdate, schedule, 0.95, FakeRun::prompts);
    }

    /** The setup of such a run with these computations. */
    public static NodeSetup setup(Path directory, RunPlan plan, int workers) {
        return setup(directory, ledger(directory), plan, workers);
    }

    /** The H2 ledger of such a run. */
    public static LedgerDatabase ledger(Path directory) {
        return new H2Ledger(directory, "fake", Duration.ofSeconds(60));
    }

    /** The setup of such a run with its history in this ledger. */
    public static NodeSetup setup(Path directory, LedgerDatabase ledger, RunPlan plan, int workers) {
        return new NodeSetup(
                "fake",
                directory,
                ledger,
                plan,
                2,
                workers,
                workers,
                FakeGenerator::new,
                () -> FakeRun::judge,
                FakeRun::update);
    }

    /** Five prompts a stage, so that the last shard is smaller. */
    public static List<Prompt> prompts(Purpose purpose, int iteration) {
        String stage = purpose == Purpose.TRAIN ? purpose + "-" + iteration : purpose.toString();
        return IntStream.range(0, 5)
                .mapToObj(p -> new Prompt(stage + "-" + p, "word " + p, Map.of("index", "" + p)))
                .toList();
    }

    /** The answers to an item by the policy of this number. */
    public static List<Group> answer(WorkItem item, long weights) {
        List<Group> groups = new ArrayList<>();
        for (int p = 0; p < item.prompts().size(); p++) {
            Prompt prompt = item.prompts().get(p);
            List<Completion> completions = new ArrayList<>();
            for (int s = 0; s < item.samples(); s++) {
                CounterRandom random = CounterRandom.of(item.seed())
                        .at(item.id().purpose().name())
                        .at(item.id().iteration())
                        .at(prompt.id())
                        .at(s)
                        .at(weights);
                int token = random.below(1000, 0);
                completions.add(new Completion(
                        item.policy().number(),
                        Tokens.of(token, 0),
                        LogProbs.of(random.uniformFloat(1), -1),
                        true,
                        "answer " + token + " of " + s,
                        List.of()));
            }
            completions.addAll(item.opponents().get(p));
            groups.add(new Group(prompt, Tokens.of(1, p), completions));
        }
        return groups;
    }

    /** The answers to an item by the policy of this number, judged. */
    public static WorkResult result(WorkItem item, long weights) {
        List<JudgedGroup> judged = answer(item, weights).stream()
                .map(group -> new JudgedGroup(group, judge(group)))
                .toList();
        return new WorkResult(item.id(), judged, new WorkResult.Effort(1, 2, 3));
    }

    /** Verdicts on all groups. */
    public static List<Verdict> judge(List<Group> groups) {
        return groups.stream().map(FakeRun::judge).toList();
    }

    /** The larger token wins more often. */
    private static Verdict judge(Group group) {
        List<Completion> c = group.completions();
        PreferenceMatrix matrix = PreferenceMatrix.of(
                c.size(),
                (i, j) -> 0.5 + (c.get(i).tokens().get(0) - c.get(j).tokens().get(0)) / 2000.0);
        return new Verdict("larger", matrix, Map.of("only", matrix));
    }

    private static final class FakeGenerator implements Generator {
        @Override
        public List<Group> generate(WorkItem item) {
            return answer(item, read(Path.of(item.policy().place()), Checkpoints.WEIGHTS));
        }
    }

    /** The learner of such a run. */
    public static UpdateFunction update() {
        return new FakeUpdate();
    }

    private static final class FakeUpdate implements UpdateFunction {
        private long weights;
        private long optimizer;

        @Override
        public void resume(Path checkpoint, int number) {
            weights = read(checkpoint, Checkpoints.WEIGHTS);
            optimizer = Files.exists(checkpoint.resolve(Checkpoints.OPTIMIZER))
                    ? read(checkpoint, Checkpoints.OPTIMIZER)
                    : 0;
        }

        @Override
        public void rehearse() {}

        /** Of all that a group holds, and the same in every process, which the hash codes of enums are not. */
        private static int hash(JudgedGroup group, int iteration) {
            WorkId id = new WorkId(Purpose.TRAIN, iteration, 0);
            return LedgerWire.digest(List.of(new WorkResult(id, List.of(group), new WorkResult.Effort(0, 0, 0))))
                    .hashCode();
        }

        @Override
        public SortedMap<String, Double> update(List<JudgedGroup> groups, int iteration) {
            for (JudgedGroup group : groups) {
                optimizer = 31 * optimizer + hash(group, iteration);
                weights = CounterRandom.of(weights).at(optimizer).bits(iteration);
            }
            return new TreeMap<>(Map.of("groups", (double) groups.size()));
        }

        @Override
        public void save(Path directory) {
            write(directory, Checkpoints.WEIGHTS, weights);
            write(directory, Checkpoints.OPTIMIZER, optimizer);
        }

        @Override
        public void close() {}
    }

    private static long read(Path directory, String file) {
        try {
            return Long.parseLong(Files.readString(directory.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path directory, String file, long value) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(file), Long.toString(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A judge that fails as often as it is told before it works. */
    public static GroupJudge failing(RuntimeException failure) {
        return groups -> {
            throw failure;
        };
    }
}
