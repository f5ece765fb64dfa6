package dev.agon.policy.decoder;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The native engine as this process has loaded it.
 *
 * @param version of PyTorch
 * @param library the file that computes on the processor, or "unknown" where the system does not tell
 * @param cudaDevices how many CUDA devices it finds
 */
public record EngineReport(String version, String library, int cudaDevices) {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S*/libtorch_cpu\\.so)");

    /**
     * Loads the engine, unless that was done, and asks it.
     *
     * @throws RuntimeException if it cannot be loaded; a missing library may be a {@link LinkageError} as well
     */
    public static EngineReport load() {
        Engine engine = Engine.getEngine("PyTorch");
        return new EngineReport(engine.getVersion(), mapped(), engine.getGpuCount());
    }

    /** From the list of what is mapped into the process (proc(5), "maps"). */
    private static String mapped() {
        try {
            Path maps = Path.of("/proc/self/maps");
            Matcher matcher = LIBRARY.matcher(Files.isReadable(maps) ? Files.readString(maps) : "");
            return matcher.find() ? matcher.group(1) : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }
}
