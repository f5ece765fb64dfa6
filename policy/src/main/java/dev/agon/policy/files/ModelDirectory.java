package dev.agon.policy.files;

import dev.agon.policy.ModelConfig;
import dev.agon.policy.ModelException;
import dev.agon.policy.tokenizer.HuggingFaceTokenizer;
import dev.agon.policy.tokenizer.TokenizerFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Hugging Face model directory: {@code config.json}, {@code model.safetensors} (or its shards) and
 * {@code tokenizer.json}. Opening checks all of it, so that no work is spent on files that do not fit each other; the
 * weights' bytes are touched when they are read. Thread-safe; nothing needs closing. {@link ModelDirectoryWriter}
 * writes one.
 */
public final class ModelDirectory {
    static final String CONFIG = "config.json";
    static final String GENERATION = "generation_config.json";
    private static final String TOKENIZER = "tokenizer.json";

    private final Path path;
    private final ModelConfigFile config;
    private final TokenizerFiles tokenizerFiles;
    private final HuggingFaceTokenizer tokenizer;
    private final List<TensorEntry> tensors;

    private ModelDirectory(
            Path path,
            ModelConfigFile config,
            TokenizerFiles tokenizerFiles,
            HuggingFaceTokenizer tokenizer,
            List<TensorEntry> tensors) {
        this.path = path;
        this.config = config;
        this.tokenizerFiles = tokenizerFiles;
        this.tokenizer = tokenizer;
        this.tensors = tensors;
    }

    /**
     * Opens a directory.
     *
     * @throws ModelException if a file is missing or broken, describes a network that is not supported, or does not fit
     *     the others
     */
    public static ModelDirectory open(Path path) {
        requireFiles(path);
        ModelConfigFile config = ModelConfigFile.read(path.resolve(CONFIG));
        TokenizerFiles tokenizerFiles = TokenizerFiles.read(path);
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.of(tokenizerFiles);
        requireFit(path, config.config(), tokenizer);
        List<TensorEntry> tensors = WeightFiles.open(path, config.config());
        return new ModelDirectory(path, config, tokenizerFiles, tokenizer, tensors);
    }

    /**
     * The files that hold the weights of a directory, in a fixed order: the one file (even if it is missing), or the
     * index followed by the shards that it names, or that of an adapter. Their bytes are not looked at.
     *
     * @throws ModelException if the index is broken
     */
    public static List<Path> weightFiles(Path path) {
        return WeightFiles.paths(path);
    }

    /**
     * All files of a model that are there: the weights, then what describes them and the tokenizer. Nothing else that
     * may lie in the directory is among them.
     *
     * @throws ModelException if the index of the weights is broken
     */
    public static List<Path> files(Path path) {
        List<Path> files = new ArrayList<>(weightFiles(path));
        files.add(path.resolve(CONFIG));
        files.add(path.resolve(GENERATION));
        TokenizerFiles.NAMES.forEach(name -> files.add(path.resolve(name)));
        return files.stream().filter(Files::isRegularFile).toList();
    }

    /**
     * The same model with the moving average of its weights.
     *
     * @throws ModelException if the directory has none, or a broken one
     */
    public ModelDirectory averaged() {
        return new ModelDirectory(path, config, tokenizerFiles, tokenizer, AverageFile.open(path, tensors));
    }

    /** The directory. */
    public Path path() {
        return path;
    }

    /** The network's shape. */
    public ModelConfig config() {
        return config.config();
    }

    /** The tokenizer. */
    public HuggingFaceTokenizer tokenizer() {
        return tokenizer;
    }

    /** The tokenizer's files, to be written beside other weights. */
    public TokenizerFiles tokenizerFiles() {
        return tokenizerFiles;
    }

    /** The weights in the order of {@link NetworkWeights#of}. */
    public List<TensorEntry> tensors() {
        return tensors;
    }

    /**
     * Where the model of a directory has its configuration and tokenizer: there, or in the base of the adapter that it
     * holds.
     *
     * @throws ModelException if the base of an adapter is not there
     */
    public static Path root(Path path) {
        return AdapterDirectory.isIn(path) ? AdapterDirectory.baseOf(path) : path;
    }

    /**
     * Writes other weights of this network, in fp32, with this configuration, whatever else it says, and tokenizer; see
     * {@link ModelDirectoryWriter#write(Path, List, DType, Consumer)}.
     */
    public SafetensorsWriter.Written write(Path directory, List<NamedTensor> weights, Consumer<Path> beside) {
        return new ModelDirectoryWriter(config, tokenizerFiles, channel -> channel)
                .write(directory, weights, DType.F32, beside);
    }

    /** As {@link #write(Path, List, Consumer)}, with nothing beside the model. */
    public SafetensorsWriter.Written write(Path directory, List<NamedTensor> weights) {
        return write(directory, weights, place -> {});
    }

    private static void requireFiles(Path path) {
        if (!Files.isDirectory(path)) {
            throw new ModelException(path + " is no directory; give the directory of a Hugging Face model.");
        }
        if (AdapterDirectory.isIn(path)) {
            throw new ModelException(path
                    + " holds an adapter, where a whole model is needed; merge it with its base (agon merge) first.");
        }
        List<String> missing = new ArrayList<>();
        for (String name : List.of(CONFIG, TOKENIZER)) {
            if (!Files.isRegularFile(path.resolve(name))) {
                missing.add(name);
            }
        }
        if (!Files.isRegularFile(path.resolve(WeightFiles.SINGLE))
                && !Files.isRegularFile(path.resolve(WeightFiles.INDEX))) {
            missing.add(WeightFiles.SINGLE);
        }
        if (!missing.isEmpty()) {
            throw new ModelException(path + " lacks " + String.join(", ", missing)
                    + "; give the directory of a complete Hugging Face model.");
        }
    }

    /** A model may have more ids than its tokenizer (padding of the matrix), never fewer. */
    private static void requireFit(Path path, ModelConfig config, HuggingFaceTokenizer tokenizer) {
        if (tokenizer.vocabSize() > config.vocabSize()) {
            throw new ModelException(path + ": tokenizer.json has token ids up to " + (tokenizer.vocabSize() - 1)
                    + " but config.json has a vocab_size of " + config.vocabSize()
                    + "; use the tokenizer that the model was trained with.");
        }
        config.endTokens().forEach(end -> requireToken(path, "eos_token_id", end, tokenizer));
        if (config.beginToken() >= 0) {
            requireToken(path, "bos_token_id", config.beginToken(), tokenizer);
        }
    }

    private static void requireToken(Path path, String field, int id, HuggingFaceTokenizer tokenizer) {
        if (!tokenizer.hasToken(id)) {
            throw new ModelException(path + ": config.json has the " + field + " " + id
                    + ", for which tokenizer.json has no token; use the tokenizer that the model was trained with.");
        }
    }
}
