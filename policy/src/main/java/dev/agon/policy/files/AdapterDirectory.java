package dev.agon.policy.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.policy.Lora;
import dev.agon.policy.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of PEFT with a low-rank adapter: {@code adapter_config.json} and {@code adapter_model.safetensors}, and,
 * where this project wrote it, {@code agon_adapter.json} with the digest of the base's weights. Opening checks that all
 * of it fits the base.
 */
public final class AdapterDirectory {
    /** The file of the adapter's tensors. */
    public static final String WEIGHTS = "adapter_model.safetensors";

    private static final String ORIGIN = "agon_adapter.json";
    private static final String BASE_DIGEST = "base_sha256";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_NAMED = 3;

    private final Path path;
    private final Lora lora;
    private final AdapterBase base;
    private final List<AdaptedModule> modules;
    private final List<TensorEntry> tensors;

    private AdapterDirectory(
            Path path, Lora lora, AdapterBase base, List<AdaptedModule> modules, List<TensorEntry> tensors) {
        this.path = path;
        this.lora = lora;
        this.base = base;
        this.modules = modules;
        this.tensors = tensors;
    }

    /** Whether a directory holds an adapter and no whole model. */
    public static boolean isIn(Path path) {
        return (Files.exists(path.resolve(AdapterConfigFile.FILE)) || Files.exists(path.resolve(WEIGHTS)))
                && !Files.exists(path.resolve(WeightFiles.SINGLE))
                && !Files.exists(path.resolve(WeightFiles.INDEX));
    }

    /**
     * The directory that an adapter says its base lies in; relative to the working directory, as PEFT understands it.
     *
     * @throws ModelException if the adapter's configuration is broken, or no such directory is here
     */
    public static Path baseOf(Path path) {
        AdapterConfigFile config = AdapterConfigFile.read(path.resolve(AdapterConfigFile.FILE));
        Path base = Path.of(config.base());
        if (!Files.isDirectory(base)) {
            throw new ModelException(path.resolve(AdapterConfigFile.FILE) + ": " + AdapterConfigFile.BASE + " ("
                    + config.base() + ") is no directory of this machine; put the adapter's base there, name it"
                    + " with --base where a command has that, or write its directory into this field of a copy.");
        }
        return base;
    }

    /** Opens an adapter whose base lies where it says; see {@link #open(Path, AdapterBase)}. */
    public static AdapterDirectory open(Path path) {
        Path base = baseOf(path);
        return open(path, AdapterBase.of(ModelDirectory.open(base), base.toString()));
    }

    /**
     * Opens an adapter of this base, wherever the adapter says that it lies.
     *
     * @throws ModelException if a file is missing or broken, asks for what is not supported, or belongs to another base
     */
    public static AdapterDirectory open(Path path, AdapterBase base) {
        Path configFile = path.resolve(AdapterConfigFile.FILE);
        Lora lora = AdapterConfigFile.read(configFile).lora();
        requireBase(path, base);
        Map<String, TensorEntry> found = new LinkedHashMap<>();
        SafetensorsReader.open(path.resolve(WEIGHTS)).tensors().forEach(tensor -> found.put(tensor.name(), tensor));
        List<AdaptedModule> modules = modules(configFile, lora, base, found);
        List<TensorEntry> tensors = new ArrayList<>();
        for (AdaptedModule module : modules) {
            tensors.add(take(path, found, module.nameOfA(), lora.rank(), module.inputs(), base));
            tensors.add(take(path, found, module.nameOfB(), module.outputs(), lora.rank(), base));
        }
        if (!found.isEmpty()) {
            List<String> names = List.copyOf(found.keySet());
            throw new ModelException(path.resolve(WEIGHTS) + " has tensors that mean no module of the base in "
                    + base.model().path() + " or none of target_modules: "
                    + String.join(", ", names.subList(0, Math.min(MAX_NAMED, names.size())))
                    + (names.size() > MAX_NAMED ? " and " + (names.size() - MAX_NAMED) + " more" : "")
                    + "; use the base that the adapter was trained on.");
        }
        return new AdapterDirectory(path, lora, base, modules, List.copyOf(tensors));
    }

    /** The modules that are meant by name or, where the configuration has a pattern, that have tensors. */
    private static List<AdaptedModule> modules(
            Path configFile, Lora lora, AdapterBase base, Map<String, TensorEntry> found) {
        List<AdaptedModule> modules = lora.targetModules().isEmpty()
                ? AdaptedModule.all(base.model().config()).stream()
                        .filter(module -> found.containsKey(module.nameOfA()) || found.containsKey(module.nameOfB()))
                        .toList()
                : AdaptedModule.of(base.model().config(), lora.targetModules());
        if (modules.isEmpty()) {
            throw new ModelException(configFile + ": target_modules names no matrix of the base in "
                    + base.model().path() + ", whose matrices are "
                    + String.join(", ", AdaptedModule.names(base.model().config()))
                    + "; use the base that the adapter was trained on.");
        }
        return modules;
    }

    private static TensorEntry take(
            Path path, Map<String, TensorEntry> found, String name, long rows, long columns, AdapterBase base) {
        TensorEntry tensor = found.remove(name);
        if (tensor == null) {
            throw new ModelException(path.resolve(WEIGHTS) + " lacks the tensor " + name
                    + "; fetch the adapter again, or use the base that it was trained on.");
        }
        if (!tensor.hasShape(List.of(rows, columns)) || !tensor.dtype().isFloat()) {
            throw new ModelException(path.resolve(WEIGHTS) + " has " + tensor + " where "
                    + Arrays.toString(new long[] {rows, columns}) + " fits rank and the base in "
                    + base.model().path() + "; use the base that the adapter was trained on.");
        }
        return tensor;
    }

    private static void requireBase(Path path, AdapterBase base) {
        String digest = baseDigest(path);
        if (digest != null && !digest.equals(base.sha256())) {
            throw new ModelException("The adapter in " + path + " was trained on weights with the SHA-256 " + digest
                    + ", but those in " + base.model().path() + " have " + base.sha256()
                    + "; use the base that it was trained on.");
        }
    }

    /** The digest of the base's weights that an adapter was trained on; null if it does not say. */
    private static @Nullable String baseDigest(Path path) {
        Path origin = path.resolve(ORIGIN);
        return Files.exists(origin) ? JsonFields.read(origin).text(BASE_DIGEST) : null;
    }

    /**
     * Writes an adapter into an existing directory, the tensors last.
     *
     * @param weights A and B of each module that is meant, in the network's order
     * @return size and digest of the tensors' file
     * @throws ModelException if a file cannot be written
     */
    public static SafetensorsWriter.Written write(
            Path directory, Lora lora, AdapterBase base, List<NamedTensor> weights) {
        Set<String> expected = new HashSet<>();
        List<AdaptedModule> modules = AdaptedModule.of(base.model().config(), lora.targetModules());
        modules.forEach(module -> expected.addAll(List.of(module.nameOfA(), module.nameOfB())));
        if (!expected.equals(Set.copyOf(weights.stream().map(NamedTensor::name).toList()))) {
            throw new IllegalArgumentException("the tensors are not those of the modules " + lora.targetModules());
        }
        boolean transposed = modules.stream().anyMatch(AdaptedModule::transposed);
        AdapterConfigFile.write(directory.resolve(AdapterConfigFile.FILE), lora, base.name(), transposed);
        AtomicFile.write(
                directory.resolve(ORIGIN),
                ModelConfigFile.bytes(JSON.createObjectNode().put(BASE_DIGEST, base.sha256())));
        return SafetensorsWriter.write(directory.resolve(WEIGHTS), weights, DType.F32);
    }

    /**
     * The same adapter with the moving average of its tensors.
     *
     * @throws ModelException if the directory has none, or a broken one
     */
    public AdapterDirectory averaged() {
        return new AdapterDirectory(path, lora, base, modules, AverageFile.open(path, tensors));
    }

    /** The directory. */
    public Path path() {
        return path;
    }

    /** The adapter's kind. */
    public Lora lora() {
        return lora;
    }

    /** What it is an adapter of. */
    public AdapterBase base() {
        return base;
    }

    /** The matrices that it changes, in the network's order. */
    public List<AdaptedModule> modules() {
        return modules;
    }

    /** A and B of each module, in the modules' order. */
    public List<TensorEntry> tensors() {
        return tensors;
    }
}
