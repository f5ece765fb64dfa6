package dev.agon.policy.files;

import dev.agon.policy.ModelConfig;
import dev.agon.policy.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The weights of a directory, in one safetensors file or in the shards that an index names. */
final class WeightFiles {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    // Old files carry these tables of frequencies and masks, which follow from the configuration.
    private static final Pattern DERIVED =
            Pattern.compile("(model\\.)?layers\\.\\d+\\.self_attn\\.rotary_emb\\.inv_freq"
                    + "|(transformer\\.)?h\\.\\d+\\.attn\\.(masked_)?bias");
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");
    private static final String OUTPUT = "lm_head.weight";
    private static final int MAX_NAMED = 5;

    private WeightFiles() {}

    /**
     * The weights that the configuration asks for, in {@link NetworkWeights}' order. Files of a network without its
     * output lack the prefix of the names; files of a network whose output is tied may hold it none the less, equal to
     * the embedding.
     *
     * @throws ModelException if a file is broken or a tensor is missing, unknown or of the wrong shape or type
     */
    static List<TensorEntry> open(Path directory, ModelConfig config) {
        Path single = directory.resolve(SINGLE);
        boolean sharded = !Files.exists(single);
        Path source = sharded ? directory.resolve(INDEX) : single;
        Map<String, TensorEntry> found = sharded ? shards(source) : tensors(single);
        found.keySet().removeIf(name -> DERIVED.matcher(name).matches());
        dropTiedOutput(source, found, config);
        String prefix = NetworkWeights.prefix(config);
        boolean prefixed = found.keySet().stream().anyMatch(name -> name.startsWith(prefix));
        List<TensorEntry> result = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> misshaped = new ArrayList<>();
        for (Weight expected : NetworkWeights.of(config)) {
            String name = expected.name();
            TensorEntry bare =
                    prefixed || !name.startsWith(prefix) ? null : found.remove(name.substring(prefix.length()));
            TensorEntry entry = bare == null ? found.remove(name) : bare;
            if (entry == null) {
                missing.add(name);
            } else if (!entry.hasShape(expected.shape()) || !entry.dtype().isFloat()) {
                misshaped.add(entry + " instead of " + expected.shape());
            } else {
                result.add(entry);
            }
        }
        List<String> faults = new ArrayList<>();
        describe("lacks", missing, faults);
        describe("has unknown", List.copyOf(found.keySet()), faults);
        describe("has misshapen", misshaped, faults);
        if (!faults.isEmpty()) {
            throw new ModelException(source + " does not fit config.json: it " + String.join("; it ", faults)
                    + "; use the weights and the config.json of one model.");
        }
        return List.copyOf(result);
    }

    private static void dropTiedOutput(Path source, Map<String, TensorEntry> found, ModelConfig config) {
        List<Weight> weights = NetworkWeights.of(config);
        TensorEntry output = found.get(OUTPUT);
        TensorEntry embedding = found.get(weights.get(0).name());
        if (!config.tiedEmbeddings() || output == null || embedding == null) {
            return;
        }
        if (!output.sameElements(embedding)) {
            throw new ModelException(source + ": the tensor " + OUTPUT + " differs from " + embedding.name()
                    + " though config.json ties them; set tie_word_embeddings to false, or drop the tensor.");
        }
        found.remove(OUTPUT);
    }

    private static Map<String, TensorEntry> tensors(Path file) {
        Map<String, TensorEntry> tensors = new TreeMap<>();
        SafetensorsReader.open(file).tensors().forEach(entry -> tensors.put(entry.name(), entry));
        return tensors;
    }

    /**
     * The files that hold the weights of a directory: the one file, or the index followed by its shards in the order of
     * their names, or that of an adapter. The one file is named even if it is missing.
     *
     * @throws ModelException if the index is broken
     */
    static List<Path> paths(Path directory) {
        Path single = directory.resolve(SINGLE);
        Path index = directory.resolve(INDEX);
        if (AdapterDirectory.isIn(directory)) {
            return List.of(directory.resolve(AdapterDirectory.WEIGHTS));
        }
        if (Files.exists(single) || !Files.exists(index)) {
            return List.of(single);
        }
        List<Path> paths = new ArrayList<>(List.of(index));
        shardNames(index, fileOfTensor(index)).forEach(shard -> paths.add(directory.resolve(shard)));
        return List.copyOf(paths);
    }

    private static Map<String, String> fileOfTensor(Path index) {
        return JsonFields.read(index).texts("weight_map");
    }

    private static SortedSet<String> shardNames(Path index, Map<String, String> fileOfTensor) {
        SortedSet<String> names = new TreeSet<>(fileOfTensor.values());
        for (String name : names) {
            if (!PLAIN_NAME.matcher(name).matches()) {
                throw new ModelException(index + " names the shard \"" + name
                        + "\", which is no file beside it; fetch or write it again.");
            }
        }
        return names;
    }

    private static Map<String, TensorEntry> shards(Path index) {
        Map<String, String> fileOfTensor = fileOfTensor(index);
        Map<String, TensorEntry> tensors = new TreeMap<>();
        for (String shard : shardNames(index, fileOfTensor)) {
            for (TensorEntry entry : tensors(index.resolveSibling(shard)).values()) {
                if (!shard.equals(fileOfTensor.get(entry.name()))) {
                    throw new ModelException(index + " does not place tensor " + entry.name() + " in " + shard
                            + ", which holds it; fetch all shards and the index from one place.");
                }
                tensors.put(entry.name(), entry);
            }
        }
        return tensors;
    }

    private static void describe(String verb, List<String> tensors, List<String> faults) {
        if (!tensors.isEmpty()) {
            String names = String.join(", ", tensors.subList(0, Math.min(MAX_NAMED, tensors.size())));
            int more = tensors.size() - MAX_NAMED;
            faults.add(verb + " " + names + (more > 0 ? " and " + more + " more" : ""));
        }
    }
}
