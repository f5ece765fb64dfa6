package dev.agon.actors.run;

import dev.agon.actors.config.EvaluationSettings;
import dev.agon.actors.node.Role;
import dev.agon.learner.LearnerOptions;
import dev.agon.policy.Checkpointing;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.policy.decoder.Footprint;
import dev.agon.policy.files.AdaptedModule;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.rollout.RolloutSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The memory that a process will need at most, part by part, before it takes any: what learner, workers and judges hold
 * at the same time, in {@code agon train} all of them, on a node of a cluster those of its roles.
 *
 * @param parts in the order in which they are listed
 */
public record MemoryPlan(List<Part> parts) {
    /**
     * Java with its heap, the engine's libraries and their working memory, as measured on an idle run (docs/models.md).
     */
    static final long BASE_BYTES = 530_000_000L + Footprint.ENGINE_BYTES;

    private static final int MOMENTS = 2;
    private static final int SHOWN = 3;
    /** Answers of fewer prompts at once mean many steps of few rows, each almost as dear as one of many. */
    private static final int WORTHWHILE_PROMPTS = 4;

    /**
     * One part.
     *
     * @param name what it is
     * @param bytes how large it is at most
     * @param cures keys that make it smaller, each with what to do; none if nothing does
     */
    public record Part(String name, long bytes, List<String> cures) {
        public Part {
            cures = List.copyOf(cures);
        }
    }

    public MemoryPlan {
        parts = List.copyOf(parts);
    }

    /** The plan of a run whose inputs were checked. */
    public static MemoryPlan of(Parts run, Preflight preflight) {
        return of(run, preflight, EnumSet.allOf(Role.class));
    }

    /** The plan of a node that has these roles in such a run. */
    public static MemoryPlan of(Parts run, Preflight preflight, Set<Role> roles) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("Java and engine", BASE_BYTES, List.of()));
        if (roles.contains(Role.LEARNER)) {
            parts.addAll(learner(run, preflight));
        }
        if (roles.contains(Role.ROLLOUT)) {
            parts.addAll(workers(run, preflight));
        }
        long judges = roles.contains(Role.JUDGE) ? judges(run, preflight) : 0;
        if (judges > 0) {
            parts.add(new Part("judges", judges, fewer("agon.judge.workers", run.judgeWorkers())));
        }
        return new MemoryPlan(parts);
    }

    private static List<Part> workers(Parts run, Preflight preflight) {
        List<Part> parts = new ArrayList<>();
        RolloutSettings rollout = run.rollout();
        Footprint footprint = new Footprint(preflight.config(), run.model().compute());
        int models = rollout.workers() * (run.averages() > 0 ? 2 : 1); // the average answers, too
        parts.add(new Part(
                "weights of " + rollout.workers() + " rollout workers",
                models * (footprint.weights() + footprint.readers()),
                fewer("agon.rollout.workers", rollout.workers())));
        parts.add(new Part(
                "their caches of keys and values",
                rollout.workers() * answering(run, preflight, footprint, samples -> samples),
                smallerCaches(rollout)));
        return parts;
    }

    private static List<Part> learner(Parts run, Preflight preflight) {
        ModelConfig config = preflight.config();
        LearnerOptions options = run.learner().options();
        ComputeOptions compute = run.algorithm().valued()
                ? run.model().compute().withAllLogits()
                : run.model().compute();
        Footprint footprint = new Footprint(config, compute);
        long trained = preflight.trained() * Float.BYTES;
        boolean adapter = run.model().adapter().isPresent();
        long adapted = run.model()
                .adapter()
                .map(lora -> Footprint.adapted(AdaptedModule.of(config, lora.targetModules())))
                .orElse(0L);
        List<String> lighter = adapter ? List.of() : List.of("train an adapter (agon.model.adapter.use=lora)");
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("the start's weights, the reference", footprint.masters() + footprint.readers(), List.of()));
        parts.add(new Part("weights in training", 2 * trained, lighter)); // and what they are read through
        parts.add(new Part("their moments", MOMENTS * trained, lighter));
        if (run.averages() > 0) {
            parts.add(new Part("their moving average", trained, lighter));
        }
        parts.add(new Part("their gradients", options.threads() * trained, lighter));
        long length = Math.min(
                config.contextLength(),
                preflight.longestPrompt() + (long) run.rollout().maxNewTokens());
        long term = run.algorithm().sequencesOfATerm(run.rollout().samples());
        // The rehearsal reads texts as long as the context allows.
        long rehearsed = Math.min(config.contextLength(), options.microBatchTokens());
        long activations = Math.max(
                footprint.gradient(
                        Math.max(term, options.microBatchTokens() / Math.max(1, length)),
                        length,
                        preflight.trained(),
                        adapted),
                footprint.gradient(
                        Math.max(1, options.microBatchTokens() / rehearsed), rehearsed, preflight.trained(), adapted));
        parts.add(new Part(
                "activations of " + options.threads() + " micro-batches",
                options.threads() * activations,
                smallerPasses(compute, term * length < options.microBatchTokens())));
        return parts;
    }

    private static List<String> smallerPasses(ComputeOptions compute, boolean divisible) {
        List<String> cures = new ArrayList<>();
        if (divisible) {
            cures.add("lower agon.learner.micro-batch-tokens");
        }
        if (compute.checkpointing() == Checkpointing.NONE) {
            cures.add("set agon.model.checkpointing=layers");
        }
        return cures;
    }

    private static List<String> fewer(String key, int now) {
        return now > 1 ? List.of("lower " + key) : List.of();
    }

    /** What makes the caches of the answers that are drawn side by side smaller. */
    static List<String> smallerCaches(RolloutSettings rollout) {
        int few = WORTHWHILE_PROMPTS * rollout.samples();
        int now = rollout.answers(rollout.samples()).rows(rollout.shardPrompts());
        return now > few
                ? List.of("set agon.rollout.batch-rows=" + few, "lower agon.rollout.shard-prompts")
                : List.of("lower agon.rollout.shard-prompts");
    }

    /** What a judge's models hold: weights, and the largest batch that they score or answer. */
    private static long judges(Parts run, Preflight preflight) {
        long bytes = 0;
        for (Path model : run.judge().models(run.model().directory())) {
            Footprint footprint = new Footprint(
                    ModelDirectory.open(model).config(), run.model().compute());
            long length = preflight.longestPrompt() + (long) run.rollout().maxNewTokens();
            long scoring = footprint.scoring(Math.max(DecoderModel.SCORING_TOKENS, length), length);
            long answering = run.judge().ownAnswers() == 0
                    ? 0
                    : answering(
                            run, preflight, footprint, samples -> run.judge().ownAnswers());
            bytes += footprint.weights() + footprint.readers() + Math.max(scoring, answering);
        }
        return bytes * run.judgeWorkers();
    }

    /** Sampling of one unit of work, the largest of those for training, validation and test. */
    private static long answering(Parts run, Preflight preflight, Footprint footprint, IntUnaryOperator samples) {
        RolloutSettings rollout = run.rollout();
        EvaluationSettings evaluation = run.evaluation();
        int[][] units = {
            {rollout.prompts(), rollout.samples()},
            {preflight.validation(), evaluation.validationSamples()},
            {preflight.test(), evaluation.testSamples()}
        };
        return Arrays.stream(units)
                .mapToLong(unit -> footprint.sampling(
                        Math.min(rollout.shardPrompts(), unit[0]),
                        preflight.longestPrompt(),
                        rollout.answers(samples.applyAsInt(unit[1]))))
                .max()
                .orElse(0);
    }

    /** All parts together. */
    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /**
     * Refuses a run that this machine's memory does not hold.
     *
     * @param available bytes that a process may use here
     * @throws ConfigurationException naming both numbers, the largest parts and what makes them smaller
     */
    public void requireFits(long available) {
        Optional<String> shortage = shortage(available);
        if (shortage.isPresent()) {
            throw new ConfigurationException(shortage.get());
        }
    }

    /**
     * Why this machine's memory does not hold the run, or a node's part of it: both numbers, the largest parts and what
     * makes them smaller. Empty if it does.
     *
     * @param available bytes that a process may use here
     */
    public Optional<String> shortage(long available) {
        if (bytes() <= available) {
            return Optional.empty();
        }
        return Optional.of("The run may need " + gigabytes(bytes()) + " of memory but this machine has "
                + gigabytes(available) + " for it; the largest parts are "
                + largest()
                        .limit(SHOWN)
                        .map(part -> part.name() + " (" + gigabytes(part.bytes()) + ")")
                        .collect(Collectors.joining(", "))
                + "; " + cures() + ".");
    }

    /** What makes the largest parts smaller. */
    public String cures() {
        String cures = largest()
                .flatMap(part -> part.cures().stream())
                .distinct()
                .limit(SHOWN)
                .collect(Collectors.joining(", or "));
        return cures.isEmpty() ? "take a smaller model or a larger machine" : cures;
    }

    private Stream<Part> largest() {
        return parts.stream().sorted(Comparator.comparingLong(Part::bytes).reversed());
    }

    /** Bytes as a person reads them. */
    public static String gigabytes(long bytes) {
        return bytes < 1_000_000_000L ? bytes / 1_000_000 + " MB" : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
