package dev.agon.policy.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agon.policy.ModelConfig;
import dev.agon.policy.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryTest {
    private static final ModelConfig CONFIG = TinyModels.CONFIG;
    private static final ModelDirectoryWriter WRITER = new ModelDirectoryWriter(CONFIG, TinyModels.TOKENIZER);

    private final Path parent;
    private final Path model;

    ModelDirectoryTest(@TempDir Path parent) {
        this.parent = parent;
        model = parent.resolve("model");
    }

    @Test
    void whatIsWrittenIsOpened() throws IOException {
        for (ModelConfig config : List.of(CONFIG, TinyModels.untied())) {
            Path directory = parent.resolve("deep/" + config.layers());
            SafetensorsWriter.Written written = new ModelDirectoryWriter(config, TinyModels.TOKENIZER)
                    .write(directory, TinyModels.weights(config, 5), DType.F32);

            ModelDirectory opened = ModelDirectory.open(directory);

            assertEquals(config, opened.config());
            assertEquals("a tale", opened.tokenizer().decode(opened.tokenizer().encode("a tale<|end|>")));
            assertEquals(TinyModels.TOKENIZER.names(), opened.tokenizerFiles().names());
            List<NamedTensor> weights = TinyModels.weights(config, 5);
            assertEquals(weights.size(), opened.tensors().size());
            for (int i = 0; i < weights.size(); i++) {
                assertEquals(weights.get(i).name(), opened.tensors().get(i).name());
                assertArrayEquals(
                        weights.get(i).shape(), opened.tensors().get(i).shape());
                assertEquals(weights.get(i).elements(), opened.tensors().get(i).read());
            }
            assertEquals(written.sha256(), Sha256.ofFile(directory.resolve("model.safetensors")));
            assertEquals(written.bytes(), Files.size(directory.resolve("model.safetensors")));
        }
    }

    @Test
    void directoryHoldsTheFilesThatTransformersLoads() throws IOException {
        WRITER.write(
                model,
                TinyModels.weights(CONFIG, 0),
                DType.BF16,
                place -> AtomicFile.write(place.resolve("optimizer.safetensors"), new byte[] {1}));
        assertEquals(
                Set.of(
                        "config.json",
                        "generation_config.json",
                        "model.safetensors",
                        "optimizer.safetensors",
                        "tokenizer.json",
                        "tokenizer_config.json"),
                names(model));
        assertEquals(Set.of("model"), names(parent));
    }

    @Test
    void sameModelGivesTheSameBytes() throws IOException {
        Path other = parent.resolve("other");
        WRITER.write(model, TinyModels.weights(CONFIG, 3), DType.F32);
        WRITER.write(other, TinyModels.weights(CONFIG, 3), DType.F32);
        for (String name : names(model)) {
            assertArrayEquals(Files.readAllBytes(model.resolve(name)), Files.readAllBytes(other.resolve(name)));
        }
    }

    @Test
    void openedModelOutlivesItsDirectory() throws IOException {
        WRITER.write(model, TinyModels.weights(CONFIG, 1), DType.F32);
        ModelDirectory opened = ModelDirectory.open(model);
        WRITER.write(model, TinyModels.weights(CONFIG, 2), DType.F32); // replaced
        for (String name : names(model)) {
            Files.delete(model.resolve(name));
        }
        assertEquals(1f, opened.tensors().get(0).read().getFloat(0));
        opened.write(parent.resolve("copy"), TinyModels.weights(CONFIG, 2));
        assertEquals(
                2f,
                ModelDirectory.open(parent.resolve("copy"))
                        .tensors()
                        .get(0)
                        .read()
                        .getFloat(0));
    }

    @Test
    void everyMissingFileIsNamed() throws IOException {
        Faults.assertRefused(() -> ModelDirectory.open(model), model + " is no directory");
        Files.createDirectory(model);
        Faults.assertRefused(() -> ModelDirectory.open(model), "lacks config.json, tokenizer.json, model.safetensors");
        WRITER.write(model, TinyModels.weights(CONFIG, 0), DType.F32);
        Files.delete(model.resolve("tokenizer.json"));
        Faults.assertRefused(() -> ModelDirectory.open(model), model + " lacks tokenizer.json");
    }

    @Test
    void tokenizerThatDoesNotFitIsRefused() {
        ModelConfig smaller = ModelConfig.llama(259, 8, 12, 2, 4, 2, 2, 1e-5, 10_000, 32, true, -1, 0);
        new ModelDirectoryWriter(smaller, TinyModels.TOKENIZER).write(model, TinyModels.weights(smaller, 0), DType.F32);
        Faults.assertRefused(
                () -> ModelDirectory.open(model), "token ids up to 259", "vocab_size of 259", "use the tokenizer");
        Path other = parent.resolve("end");
        ModelConfig otherEnd = ModelConfig.llama(262, 8, 12, 2, 4, 2, 2, 1e-5, 10_000, 32, true, -1, 261);
        new ModelDirectoryWriter(otherEnd, TinyModels.TOKENIZER)
                .write(other, TinyModels.weights(otherEnd, 0), DType.F32);
        Faults.assertRefused(() -> ModelDirectory.open(other), "eos_token_id 261", "tokenizer.json has no token");
    }

    @Test
    void everyTensorThatDoesNotFitIsNamed() {
        WRITER.write(model, TinyModels.weights(CONFIG, 0), DType.F32);
        List<NamedTensor> weights = new ArrayList<>(TinyModels.weights(CONFIG, 0));
        weights.remove(0);
        weights.set(2, FloatBuffers.ramp("model.layers.0.self_attn.k_proj.weight", 0, 3, 8));
        weights.add(FloatBuffers.ramp("lm_head.weight", 0, 262, 8));
        weights.add(FloatBuffers.ramp("model.layers.0.self_attn.rotary_emb.inv_freq", 0, 1)); // harmless
        SafetensorsWriter.write(model.resolve("model.safetensors"), weights, DType.F32);
        Faults.assertRefused(
                () -> ModelDirectory.open(model),
                "it lacks model.embed_tokens.weight;",
                "it has unknown lm_head.weight;",
                "it has misshapen model.layers.0.self_attn.k_proj.weight F32[3, 8] instead of [4, 8];");
        SafetensorsWriter.write(model.resolve("model.safetensors"), List.of(), DType.F32);
        Faults.assertRefused(() -> ModelDirectory.open(model), "and 15 more");
    }

    @Test
    void tiedOutputInTheFileMustEqualTheEmbedding() {
        WRITER.write(model, TinyModels.weights(CONFIG, 0), DType.F32);
        List<NamedTensor> weights = new ArrayList<>(TinyModels.weights(CONFIG, 0));
        weights.add(FloatBuffers.ramp("lm_head.weight", 0, 262, 8));
        SafetensorsWriter.write(model.resolve("model.safetensors"), weights, DType.F32);
        assertEquals(weights.size() - 1, ModelDirectory.open(model).tensors().size());
        weights.set(weights.size() - 1, FloatBuffers.ramp("lm_head.weight", 1, 262, 8));
        SafetensorsWriter.write(model.resolve("model.safetensors"), weights, DType.F32);
        Faults.assertRefused(
                () -> ModelDirectory.open(model),
                "lm_head.weight differs from model.embed_tokens.weight though config.json ties them");
    }

    @Test
    void shardsAreReadAsOne() throws IOException {
        WRITER.write(model, TinyModels.weights(CONFIG, 4), DType.F32);
        Files.delete(model.resolve("model.safetensors"));
        List<NamedTensor> weights = TinyModels.weights(CONFIG, 4);
        SafetensorsWriter.write(model.resolve("a.safetensors"), weights.subList(0, 9), DType.F32);
        SafetensorsWriter.write(model.resolve("b.safetensors"), weights.subList(9, weights.size()), DType.F32);
        Path index = model.resolve("model.safetensors.index.json");
        Files.writeString(index, index(weights, "a.safetensors"));

        List<TensorEntry> tensors = ModelDirectory.open(model).tensors();
        assertEquals(
                weights.stream().map(NamedTensor::name).toList(),
                tensors.stream().map(TensorEntry::name).toList());
        assertEquals(13f, tensors.get(9).read().getFloat(0));

        Files.writeString(index, index(weights, "../a.safetensors"));
        Faults.assertRefused(() -> ModelDirectory.open(model), "../a.safetensors");
        Files.writeString(index, index(weights, "c.safetensors"));
        Faults.assertRefused(() -> ModelDirectory.open(model), "does not place tensor model.embed_tokens.weight");
        Files.writeString(index, index(weights, "a.safetensors"));
        Files.delete(model.resolve("a.safetensors"));
        Faults.assertRefused(() -> ModelDirectory.open(model), "a.safetensors does not exist");
        Files.writeString(index, "{\"weight_map\": [1]}");
        Faults.assertRefused(() -> ModelDirectory.open(model), "weight_map");
    }

    @Test
    void fullDiskLeavesNoNewDirectory() throws IOException {
        ModelDirectoryWriter onFullDisk = new ModelDirectoryWriter(
                ModelConfigFile.of(CONFIG), TinyModels.TOKENIZER, channel -> new FullDisk(channel, 4000));
        Faults.assertRefused(
                () -> onFullDisk.write(model, TinyModels.weights(CONFIG, 0), DType.F32), "No space left on device");
        assertEquals(Set.of(), names(parent));

        WRITER.write(model, TinyModels.weights(CONFIG, 1), DType.F32);
        Faults.assertRefused(
                () -> onFullDisk.write(model, TinyModels.weights(CONFIG, 2), DType.F32), "No space left on device");
        assertEquals(1f, ModelDirectory.open(model).tensors().get(0).read().getFloat(0));
        assertFalse(names(model).stream().anyMatch(name -> name.endsWith(".partial")));
    }

    @Test
    void failureBesideTheModelLeavesNoNewDirectory() throws IOException {
        assertThrows(
                ModelException.class,
                () -> WRITER.write(model, TinyModels.weights(CONFIG, 0), DType.F32, place -> {
                    throw new ModelException("the optimizer's state cannot be written.");
                }));
        assertEquals(Set.of(), names(parent));
    }

    @Test
    void partLeftByACrashIsReplaced() throws IOException {
        Path partial = parent.resolve("model.partial/nested");
        Files.createDirectories(partial);
        Files.writeString(partial.resolve("rest"), "left");
        WRITER.write(model, TinyModels.weights(CONFIG, 0), DType.F32);
        assertEquals(Set.of("model"), names(parent));
        ModelDirectory.open(model);
    }

    @Test
    void weightsOfAnotherShapeAreAMistakeOfTheCaller() {
        assertThrows(
                IllegalArgumentException.class,
                () -> WRITER.write(model, TinyModels.weights(TinyModels.untied(), 0), DType.F32));
    }

    @Test
    void cutOffOrGarbledFilesAreRefused() throws IOException {
        WRITER.write(model, TinyModels.weights(CONFIG, 0), DType.F32);
        Random random = new Random(3);
        for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            Path file = model.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int tenth = 0; tenth < 10; tenth++) {
                Files.write(file, Arrays.copyOf(whole, whole.length * tenth / 10));
                Faults.assertRefused(() -> ModelDirectory.open(model));
                byte[] garbage = new byte[random.nextInt(3000)];
                random.nextBytes(garbage);
                Files.write(file, garbage);
                Faults.assertRefused(() -> ModelDirectory.open(model));
            }
            Files.write(file, whole);
        }
        ModelDirectory.open(model);
    }

    private static String index(List<NamedTensor> weights, String firstShard) {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            places.add("\"" + weights.get(i).name() + "\": \"" + (i < 9 ? firstShard : "b.safetensors") + "\"");
        }
        if (firstShard.startsWith("c")) {
            places.set(1, places.get(1).replace("c.safetensors", "a.safetensors"));
        }
        return "{\"weight_map\": {" + String.join(",", places) + "}}";
    }

    private static Set<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(HashSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
