package dev.agon.policy.files;

import dev.agon.policy.ModelConfig;
import dev.agon.policy.ModelException;
import dev.agon.policy.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes Hugging Face model directories. A new directory is written under {@code <name>.partial} and takes its name
 * when everything in it is on disk: a crash leaves no directory or a whole one. In a directory that exists each file is
 * replaced by itself, the weights last; since a crash can then leave new files beside old ones, a checkpoint belongs in
 * a new directory.
 */
public final class ModelDirectoryWriter {
    private final ModelConfigFile config;
    private final TokenizerFiles tokenizer;
    private final AtomicFile.Disk disk;

    /** A writer of Llamas of this shape ({@link ModelConfig#llama}) that come with this tokenizer. */
    public ModelDirectoryWriter(ModelConfig config, TokenizerFiles tokenizer) {
        this(ModelConfigFile.of(config), tokenizer, channel -> channel);
    }

    ModelDirectoryWriter(ModelConfigFile config, TokenizerFiles tokenizer, AtomicFile.Disk disk) {
        this.config = config;
        this.tokenizer = tokenizer;
        this.disk = disk;
    }

    /** Writes a directory of the model alone; see {@link #write(Path, List, DType, Consumer)}. */
    public SafetensorsWriter.Written write(Path directory, List<NamedTensor> weights, DType dtype) {
        return write(directory, weights, dtype, place -> {});
    }

    /**
     * Writes {@code config.json}, {@code generation_config.json}, the tokenizer's files and {@code model.safetensors}.
     *
     * @param directory where to; directories above it are made
     * @param weights the tensors of {@link NetworkWeights#of}, in that order, with or without the prefix that a network
     *     without its output lacks
     * @param dtype F32 or BF16
     * @param beside writes further files, such as the optimizer's state, into the directory it is given; they become
     *     visible together with the rest
     * @return size and digest of {@code model.safetensors}
     * @throws ModelException if a file cannot be written; what stood there before is untouched
     */
    public SafetensorsWriter.Written write(
            Path directory, List<NamedTensor> weights, DType dtype, Consumer<Path> beside) {
        requireExpected(weights);
        try {
            if (isFilled(directory)) {
                return writeFiles(directory, weights, dtype, beside);
            }
            return writeWhole(directory, weights, dtype, beside);
        } catch (IOException e) {
            throw AtomicFile.unwritable(directory, e);
        }
    }

    /** Writes a tokenizer's files into a directory, which is made if it does not exist. */
    public static void writeTokenizer(Path directory, TokenizerFiles tokenizer) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw AtomicFile.unwritable(directory, e);
        }
        for (String name : tokenizer.names()) {
            AtomicFile.write(directory.resolve(name), tokenizer.content(name));
        }
    }

    private SafetensorsWriter.Written writeWhole(
            Path directory, List<NamedTensor> weights, DType dtype, Consumer<Path> beside) throws IOException {
        Path partial = AtomicFile.partialOf(directory);
        FileTree.delete(partial); // left by a crash
        try {
            Files.createDirectories(partial);
            SafetensorsWriter.Written written = writeFiles(partial, weights, dtype, beside);
            Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
            AtomicFile.syncDirectory(directory);
            return written;
        } catch (IOException | RuntimeException e) {
            try {
                FileTree.delete(partial);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private SafetensorsWriter.Written writeFiles(
            Path place, List<NamedTensor> weights, DType dtype, Consumer<Path> beside) {
        writeTokenizer(place, tokenizer);
        config.write(place.resolve(ModelDirectory.CONFIG), dtype);
        config.writeGeneration(place.resolve(ModelDirectory.GENERATION));
        beside.accept(place);
        return SafetensorsWriter.write(place.resolve(WeightFiles.SINGLE), weights, dtype, new TreeMap<>(), disk);
    }

    private void requireExpected(List<NamedTensor> weights) {
        List<Weight> expected = NetworkWeights.of(config.config());
        String prefix = NetworkWeights.prefix(config.config());
        boolean fit = weights.size() == expected.size();
        for (int i = 0; fit && i < weights.size(); i++) {
            String name = weights.get(i).name();
            String wanted = expected.get(i).name();
            fit = (name.equals(wanted) || wanted.equals(prefix + name))
                    && weights.get(i).hasShape(expected.get(i).shape());
        }
        if (!fit) {
            throw new IllegalArgumentException("the weights are not those of the configuration, in its order: "
                    + weights.stream().map(NamedTensor::name).toList());
        }
    }

    private static boolean isFilled(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isPresent();
        }
    }
}
