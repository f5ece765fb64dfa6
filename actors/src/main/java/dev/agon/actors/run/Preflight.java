package dev.agon.actors.run;

import dev.agon.env.metric.Probe;
import dev.agon.env.task.Split;
import dev.agon.learner.Algorithm.Written;
import dev.agon.policy.Checkpointing;
import dev.agon.policy.Lora;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Tokenizer;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.policy.files.AdaptedModule;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.files.TensorEntry;
import dev.agon.protocol.InputException;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.rollout.WrittenAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checks of a run that read its inputs, made before any work is spent: model and tokenizer fit each other, every
 * split has prompts, every prompt leaves room for an answer, and the disk has room for the checkpoints.
 *
 * @param config the network's shape
 * @param parameters number of weights
 * @param trained number of those that are trained: all, or an adapter's
 * @param selfPlay prompts to play with
 * @param validation prompts that are answered after every iteration
 * @param test prompts that are answered at the end
 * @param longestPrompt in tokens
 * @param diskBytes that the run may need
 */
public record Preflight(
        ModelConfig config,
        long parameters,
        long trained,
        int selfPlay,
        int validation,
        int test,
        int longestPrompt,
        long diskBytes) {
    private static final int BYTES_A_WEIGHT_ON_DISK = 12; // fp32 weights and two optimizer moments
    private static final int AVERAGE_BYTES_A_WEIGHT = 4;
    private static final int SHOWN = 60; // characters of a prompt in a message
    private static final int LEDGER_BYTES_AN_ANSWER = 1024;

    /**
     * Makes the checks.
     *
     * @throws dev.agon.policy.ModelException if the model's files are missing, damaged or do not fit each other
     * @throws InputException if a split is empty, a prompt is too long, or the disk is too full
     */
    public static Preflight check(Parts parts) {
        ModelDirectory model = ModelDirectory.open(parts.model().directory());
        List<Prompt> selfPlay = parts.task().prompts(Split.SELF_PLAY);
        List<Prompt> validation = parts.task().prompts(Split.VALIDATION);
        List<Prompt> test = parts.task().prompts(Split.HELD_OUT);
        if (selfPlay.size() < parts.rollout().prompts()) {
            throw new InputException("The task has " + selfPlay.size() + " self-play prompts, fewer than the "
                    + parts.rollout().prompts() + " of one iteration; lower agon.rollout.prompts.");
        }
        int room = parts.rollout().maxNewTokens();
        int longest = 0;
        for (List<Prompt> prompts : List.of(selfPlay, validation, test)) {
            for (Prompt prompt : prompts) {
                longest = Math.max(longest, tokens(prompt, model, room));
            }
            parts.judge().requireReads(prompts, model, room);
        }
        requireWrittenAnswers(parts, selfPlay, model);
        requireKeptPasses(parts);
        parts.task().probe().ifPresent(probe -> requireWritable(probe, parts, model));
        requireUsableWeights(parts);
        long parameters = parameters(model);
        long trained = trained(parts, model, parameters);
        long disk = diskBytes(parts, trained);
        requireDisk(parts.run().path(), roomNeeded(parts.run().path(), disk));
        return new Preflight(
                model.config(),
                parameters,
                trained,
                selfPlay.size(),
                Math.min(validation.size(), parts.evaluation().validationPrompts()),
                Math.min(test.size(), parts.evaluation().testPrompts()),
                longest,
                disk);
    }

    /**
     * What is known of a run before its prompts are read.
     *
     * @param longestPrompt what to take for it, in tokens
     * @throws dev.agon.policy.ModelException if the model's files are missing, damaged or do not fit each other
     */
    static Preflight unread(Parts parts, int longestPrompt) {
        ModelDirectory model = ModelDirectory.open(parts.model().directory());
        long parameters = parameters(model);
        long trained = trained(parts, model, parameters);
        return new Preflight(
                model.config(),
                parameters,
                trained,
                parts.rollout().prompts(),
                parts.evaluation().validationPrompts(),
                parts.evaluation().testPrompts(),
                longestPrompt,
                diskBytes(parts, trained));
    }

    /**
     * Tokens of the longest prompt of all splits.
     *
     * @throws InputException if the prompts cannot be read
     */
    static int longestPrompt(Parts parts) {
        Tokenizer tokenizer = ModelDirectory.open(parts.model().directory()).tokenizer();
        return Stream.of(Split.SELF_PLAY, Split.VALIDATION, Split.HELD_OUT)
                .flatMap(split -> parts.task().prompts(split).stream())
                .mapToInt(prompt -> tokenizer.encodePrompt(prompt.text()).length)
                .max()
                .orElse(0);
    }

    private static long parameters(ModelDirectory model) {
        return model.tensors().stream().mapToLong(TensorEntry::elements).sum();
    }

    private static long trained(Parts parts, ModelDirectory model, long parameters) {
        return parts.model()
                .adapter()
                .map(lora -> adapterParameters(lora, model))
                .orElse(parameters);
    }

    /** Values are found in the pass that finds the log-probabilities, all of which a gradient needs. */
    private static void requireKeptPasses(Parts parts) {
        if (parts.algorithm().valued() && parts.model().compute().checkpointing() == Checkpointing.LAYERS) {
            throw new ConfigurationException("agon.model.checkpointing is layers but an algorithm with a critic keeps"
                    + " all layers; set it to none or choose another agon.algorithm.use.");
        }
    }

    /** An algorithm that learns from written answers needs some, or all, and room for them. */
    private static void requireWrittenAnswers(Parts parts, List<Prompt> selfPlay, ModelDirectory model) {
        Written written = parts.algorithm().written();
        if (written == Written.NEVER) {
            return;
        }
        Optional<Prompt> without = Optional.empty();
        int answered = 0;
        for (Prompt prompt : selfPlay) {
            Optional<String> answer = parts.task().answer(prompt);
            if (answer.isPresent()) {
                int asked = model.tokenizer().encodePrompt(prompt.text()).length;
                WrittenAnswers.encode(model.tokenizer(), model.config(), prompt, answer.get(), asked);
                answered++;
            } else if (without.isEmpty()) {
                without = Optional.of(prompt);
            }
        }
        if (answered == 0) {
            throw new ConfigurationException("The algorithm learns from written answers but no self-play prompt of the"
                    + " task " + parts.task().name()
                    + " has one; use a task that has them (agon.task.use = prompts with"
                    + " an answer in each line of its file) or another agon.algorithm.use.");
        }
        if (written == Written.ALWAYS && without.isPresent()) {
            throw new InputException("The algorithm learns from a written answer to each prompt but "
                    + without.get().id() + " (\"" + beginning(without.get().text())
                    + "\") has none; give it one or take it out.");
        }
    }

    /** An answer that is enumerated must be one that the sampler can give: as many tokens, and the same text. */
    private static void requireWritable(Probe probe, Parts parts, ModelDirectory model) {
        if (parts.rollout().maxNewTokens() != probe.answerTokens()) {
            throw new ConfigurationException("agon.rollout.max-new-tokens is "
                    + parts.rollout().maxNewTokens() + " but every answer of the task "
                    + parts.task().name() + " has " + probe.answerTokens() + " tokens; set it to "
                    + probe.answerTokens() + ".");
        }
        for (String answer : probe.answers()) {
            int[] tokens = model.tokenizer().encode(answer);
            if (tokens.length != probe.answerTokens()
                    || !model.tokenizer().decode(tokens).equals(answer)) {
                throw new InputException("The model in " + model.path() + " cannot write the answer \"" + answer
                        + "\" of the task " + parts.task().name() + " in " + probe.answerTokens()
                        + " tokens; take one that was written by agon solve GAME --model DIR for this game.");
            }
        }
    }

    /** The size of an adapter, all of whose target modules the model must have. */
    private static long adapterParameters(Lora lora, ModelDirectory model) {
        Optional<String> unknown = AdaptedModule.unknown(model.config(), lora.targetModules());
        if (unknown.isPresent()) {
            throw new ConfigurationException("agon.model.adapter.lora.target-modules names " + unknown.get()
                    + ", which is no matrix of the model in " + model.path() + "; choose among "
                    + String.join(", ", AdaptedModule.names(model.config())) + ".");
        }
        return AdaptedModule.of(model.config(), lora.targetModules()).stream()
                .mapToLong(module -> lora.rank() * (module.inputs() + module.outputs()))
                .sum();
    }

    /** Opens the model once as every worker will: the device exists and the weights are finite numbers. */
    private static void requireUsableWeights(Parts parts) {
        DecoderModel.open(
                        parts.model().directory(),
                        parts.model().device(),
                        parts.rollout().threads())
                .close();
    }

    private static int tokens(Prompt prompt, ModelDirectory model, int room) {
        int tokens = model.tokenizer().encodePrompt(prompt.text()).length;
        int context = model.config().contextLength();
        if (tokens + room > context) {
            throw new InputException("The prompt " + prompt.id() + " (\"" + beginning(prompt.text()) + "\") has "
                    + tokens + " tokens, which with " + room
                    + " new ones exceeds the model's context of " + context
                    + "; shorten the prompt or lower agon.rollout.max-new-tokens.");
        }
        return tokens;
    }

    private static String beginning(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    private static long diskBytes(Parts parts, long trained) {
        boolean average = parts.averages() > 0;
        int bytes = BYTES_A_WEIGHT_ON_DISK + (average ? AVERAGE_BYTES_A_WEIGHT : 0);
        long checkpoints = (parts.keepCheckpoints() + 1L) * trained * bytes;
        long answers = (long) parts.run().iterations()
                        * parts.rollout().prompts()
                        * (parts.rollout().samples()
                                + parts.averages()
                                + parts.guests().earlier())
                + (parts.run().iterations() + 1L)
                        * parts.evaluation().validationPrompts()
                        * parts.evaluation().validationSamples()
                + 2L * parts.evaluation().testPrompts() * parts.evaluation().testSamples();
        return checkpoints + (parts.ledger().inRunDirectory() ? answers * LEDGER_BYTES_AN_ANSWER : 0);
    }

    /** Bytes that a run of this size still needs; one that is resumed has already written a part. */
    static long roomNeeded(Path directory, long bytes) {
        try {
            return bytes - (Files.isDirectory(directory) ? RunDirectory.size(directory) : 0);
        } catch (IOException e) {
            throw new InputException("Run directory " + directory + " cannot be read: " + e, e);
        }
    }

    private static void requireDisk(Path directory, long bytes) {
        Path existing = directory.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null) {
            return;
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            if (free < bytes) {
                throw new InputException("The disk of " + existing + " has " + free / 1_000_000 + " MB left but the run"
                        + " may need " + bytes / 1_000_000 + " MB; make room or set agon.run.directory.");
            }
        } catch (IOException e) {
            throw new InputException("The disk of " + existing + " cannot be examined: " + e, e);
        }
    }
}
