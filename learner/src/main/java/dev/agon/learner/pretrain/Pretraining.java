package dev.agon.learner.pretrain;

import dev.agon.env.task.TextExample;
import dev.agon.learner.DivergedException;
import dev.agon.policy.ComputeOptions;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.Sequence;
import dev.agon.policy.Tokenizer;
import dev.agon.policy.TrainableModel;
import dev.agon.policy.decoder.LlamaInitializer;
import dev.agon.policy.decoder.TrainableDecoder;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.files.ModelDirectoryWriter;
import dev.agon.policy.files.NamedTensor;
import dev.agon.policy.tokenizer.BpeTrainer;
import dev.agon.policy.tokenizer.BpeVocabulary;
import dev.agon.protocol.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Trains a tokenizer and a base model from a task's text, in a directory of its own:
 *
 * <ul>
 *   <li>{@code start/} the tokenizer and the random weights;
 *   <li>{@code checkpoints/step-N/} weights and optimizer after N steps; the newest two are kept;
 *   <li>{@code model/} the result in bf16, a Hugging Face directory.
 * </ul>
 *
 * <p>A directory that holds checkpoints is continued from the newest.
 */
public final class Pretraining {
    /** The text that ends every completion. */
    public static final String END = "<|end|>";

    private static final String START = "start";
    private static final String MODEL = "model";

    private final PretrainSettings settings;
    private final Path directory;
    private final String device;
    private final ComputeOptions options;
    private final Listener listener;

    /** Who follows a pre-training; all calls come from its thread. */
    public interface Listener {
        /**
         * Training is about to begin or to go on.
         *
         * @param model the network's shape
         * @param texts training texts, the left-out ones not counted
         * @param leftOut texts that do not fit the context
         * @param tokens completion tokens of one epoch
         * @param from steps already taken
         * @param steps of the whole run
         */
        void started(ModelConfig model, int texts, int leftOut, long tokens, int from, int steps);

        /**
         * A step was taken; arguments as in {@link Pretrainer.Listener#stepped}.
         *
         * @return whether to go on; if not, a checkpoint is written and training ends
         */
        boolean stepped(int step, int steps, int tokens, double loss, double learningRate);

        /** The validation loss after a step, in nats a token. */
        void validated(int step, double loss);
    }

    /**
     * @param directory where everything is written; made if it does not exist
     * @param device as for {@link TrainableDecoder#open}
     */
    public Pretraining(
            PretrainSettings settings, Path directory, String device, ComputeOptions options, Listener listener) {
        this.settings = settings;
        this.directory = directory;
        this.device = device;
        this.options = options;
        this.listener = listener;
    }

    /** The directory of the finished model. */
    public Path model() {
        return directory.resolve(MODEL);
    }

    /** Whether a pre-training was begun in a directory. */
    public static boolean isIn(Path directory) {
        return Files.isDirectory(directory.resolve(START));
    }

    /** Whether the pre-training in a directory has reached its end. */
    public static boolean isDoneIn(Path directory) {
        return Files.isDirectory(directory.resolve(MODEL));
    }

    /**
     * Trains to the end, or until the listener stops it.
     *
     * @param train the text to learn from
     * @param validation the text to measure on
     * @return whether it reached the end
     * @throws DivergedException if the loss is no longer finite; it names the last good checkpoint
     */
    public boolean run(List<TextExample> train, List<TextExample> validation) {
        Path start = directory.resolve(START);
        if (!Files.isDirectory(start)) {
            initialize(start, train);
        }
        Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints"));
        int from = checkpoints.newest();
        try (TrainableModel model =
                TrainableDecoder.open(from > 0 ? checkpoints.at(from) : start, device, settings.lanes(), options)) {
            List<Sequence> texts = sequences(model, train.stream());
            List<Sequence> measured = sequences(model, validation.stream().limit(settings.validationExamples()));
            if (texts.isEmpty() || measured.isEmpty()) {
                throw new InputException("Pre-training found " + texts.size() + " training and " + measured.size()
                        + " validation texts that fit the context of " + settings.contextLength()
                        + " tokens but needs at least one of each; raise agon.pretrain.context-length.");
            }
            Pretrainer pretrainer = new Pretrainer(settings, texts, measured);
            long tokens = texts.stream().mapToLong(Sequence::completionLength).sum();
            listener.started(
                    model.config(), texts.size(), train.size() - texts.size(), tokens, from, pretrainer.steps());
            return train(pretrainer, model, checkpoints, from);
        } catch (DivergedException e) {
            int good = checkpoints.newest();
            throw e.withLastGood(good > 0 ? checkpoints.at(good) : start);
        }
    }

    private boolean train(Pretrainer pretrainer, TrainableModel model, Checkpoints checkpoints, int from) {
        int[] reached = {from};
        pretrainer.run(model, from, (step, steps, tokens, loss, rate) -> {
            reached[0] = step;
            boolean goOn = listener.stepped(step, steps, tokens, loss, rate);
            if (step % settings.validateEvery() == 0 || step == steps) {
                listener.validated(step, pretrainer.validate(model, step));
            }
            if (step % settings.checkpointEvery() == 0 || step == steps || !goOn) {
                checkpoints.save(model, step);
            }
            return goOn;
        });
        if (reached[0] < pretrainer.steps()) {
            return false;
        }
        ModelDirectory trained = ModelDirectory.open(checkpoints.at(reached[0]));
        new ModelDirectoryWriter(trained.config(), trained.tokenizerFiles())
                .write(
                        model(),
                        trained.tensors().stream()
                                .map(tensor -> new NamedTensor(tensor.name(), tensor.shape(), tensor::read))
                                .toList(),
                        DType.BF16);
        return true;
    }

    private void initialize(Path start, List<TextExample> train) {
        Iterable<String> text = () -> train.stream()
                .flatMap(example -> Stream.of(example.prompt(), example.completion()))
                .iterator();
        BpeVocabulary vocabulary = BpeTrainer.train(text, settings.vocabSize(), List.of(END));
        ModelConfig config = settings.modelConfig(vocabulary.specialId(END));
        new ModelDirectoryWriter(config, vocabulary.files(END))
                .write(start, LlamaInitializer.weights(config, settings.seed()), DType.F32);
    }

    private List<Sequence> sequences(LanguageModel model, Stream<TextExample> examples) {
        Tokenizer tokenizer = model.tokenizer();
        int end = model.config().endToken();
        return examples.map(example -> sequence(tokenizer, example, end))
                .filter(sequence -> sequence.length() <= settings.contextLength())
                .toList();
    }

    private static Sequence sequence(Tokenizer tokenizer, TextExample example, int end) {
        int[] text = tokenizer.encode(example.completion());
        int[] completion = java.util.Arrays.copyOf(text, text.length + 1);
        completion[text.length] = end;
        return new Sequence(tokenizer.encodePrompt(example.prompt()), completion);
    }
}
