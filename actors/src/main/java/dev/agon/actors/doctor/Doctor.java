package dev.agon.actors.doctor;

import dev.agon.actors.config.ClusterSettings;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.run.MachineMemory;
import dev.agon.actors.run.MemoryPlan;
import dev.agon.actors.run.Parts;
import dev.agon.actors.run.Preflight;
import dev.agon.policy.ModelException;
import dev.agon.policy.decoder.EngineReport;
import dev.agon.policy.decoder.TorchDevice;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at everything that a run of a configuration needs of this machine, and goes on after what is missing. Nothing
 * is started, and nothing is left behind.
 */
public final class Doctor {
    private static final String NATIVES = "natives";

    private final ResolvedConfig config;
    private final Map<String, String> environment;
    private final List<Finding> findings = new ArrayList<>();

    private Doctor(ResolvedConfig config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    /**
     * All findings, in a fixed order.
     *
     * @throws ConfigurationException if the configuration is wrong by itself
     */
    public static List<Finding> examine(ResolvedConfig config, Map<String, String> environment) {
        Doctor doctor = new Doctor(config, environment);
        doctor.examine(Parts.of(config));
        return List.copyOf(doctor.findings);
    }

    private void examine(Parts parts) {
        java();
        int place = findings.size();
        boolean loaded = natives(parts);
        findings.add(place, processor(parts, loaded)); // what it has to compute is known once the engine is loaded
        Optional<Preflight> preflight = loaded ? inputs(parts) : Optional.empty();
        memory(parts, preflight);
        disk(parts, preflight);
        ports();
    }

    private void java() {
        findings.add(Finding.good(
                "java",
                Runtime.version() + " of " + System.getProperty("java.vendor") + ", heap up to "
                        + MemoryPlan.gigabytes(Runtime.getRuntime().maxMemory())));
    }

    private Finding processor(Parts parts, boolean loaded) {
        Processor processor = Processor.parse(read(Path.of("/proc/cpuinfo")));
        int cores = Runtime.getRuntime().availableProcessors();
        int learning = parts.learner().options().threads();
        int answering = parts.rollout().workers() * parts.rollout().threads();
        String value = processor.model() + ", " + cores + " cores, " + processor.instructions() + "; the run uses "
                + learning + " threads to learn, " + answering + " to answer and " + parts.judgeWorkers()
                + " to judge";
        List<String> cures = new ArrayList<>();
        if (Math.max(learning, answering) > cores) {
            cures.add(
                    "more threads than cores slow each other down: lower agon.learner.threads, agon.rollout.workers or"
                            + " agon.rollout.threads to " + cores);
        }
        if (!"0".equals(environment.get("GOMP_SPINCOUNT"))) {
            cures.add("start by ./agon, or set GOMP_SPINCOUNT=0: idle threads that spin slow the others down");
        }
        if (isOnProcessor(parts, loaded)) {
            processor.cure(parts.model().compute().precision()).ifPresent(cures::add);
        }
        return cures.isEmpty()
                ? Finding.good("processor", value)
                : Finding.note("processor", value, String.join("; ", cures));
    }

    /** Whether the processor computes, as far as that is known. */
    private static boolean isOnProcessor(Parts parts, boolean loaded) {
        String device = parts.model().device();
        return device.equals("auto") ? loaded && TorchDevice.nameOf(device).equals("cpu") : device.equals("cpu");
    }

    /** Whether the engine can be loaded. */
    private boolean natives(Parts parts) {
        try {
            EngineReport engine = EngineReport.load();
            findings.add(Finding.good(NATIVES, "PyTorch " + engine.version() + " from " + engine.library()));
            findings.add(new Devices(environment, Path.of("/proc/driver/nvidia/version"))
                    .examine(engine, parts.model().device()));
            return true;
        } catch (RuntimeException | LinkageError e) {
            findings.add(Finding.missing(
                    NATIVES,
                    "PyTorch cannot be loaded: " + e.getMessage(),
                    "give DJL_CACHE_DIR a directory with 500 MB to unpack it into, and take PYTORCH_LIBRARY_PATH and"
                            + " PYTORCH_FLAVOR out of the environment unless they name PyTorch 2.7.1 (docs/gpu.md)"));
            return false;
        }
    }

    /** The run's own checks of model, prompts and judge. */
    private Optional<Preflight> inputs(Parts parts) {
        try {
            Preflight preflight = Preflight.check(parts);
            findings.add(Finding.good(
                    "inputs",
                    parts.model().directory() + " (" + preflight.config().family() + ", " + preflight.parameters()
                            + " weights), " + preflight.selfPlay() + " prompts"));
            return Optional.of(preflight);
        } catch (ConfigurationException | InputException | ModelException e) {
            String sentence = String.valueOf(e.getMessage());
            int cure = sentence.lastIndexOf("; ");
            findings.add(Finding.missing(
                    "inputs",
                    cure < 0 ? sentence : sentence.substring(0, cure),
                    cure < 0 ? "see docs/models.md and docs/tasks.md" : sentence.substring(cure + 2)));
            return Optional.empty();
        }
    }

    private void memory(Parts parts, Optional<Preflight> preflight) {
        long here = MachineMemory.bytes();
        String has = MemoryPlan.gigabytes(here) + " for a process";
        if (preflight.isEmpty()) {
            findings.add(Finding.note("memory", has, "what the run needs is known when its inputs are"));
            return;
        }
        MemoryPlan plan = MemoryPlan.of(parts, preflight.get());
        String value = has + ", of which the run may need " + MemoryPlan.gigabytes(plan.bytes());
        findings.add(
                plan.bytes() <= here
                                || !TorchDevice.nameOf(parts.model().device()).equals("cpu")
                        ? Finding.good("memory", value)
                        : Finding.missing("memory", value, plan.cures()));
    }

    private void disk(Parts parts, Optional<Preflight> preflight) {
        Path runs = parts.run().directory().toAbsolutePath().normalize();
        Path existing = runs;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            findings.add(Finding.missing(
                    "disk", existing + " cannot be written", "make it writable or set agon.run.directory"));
            return;
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String value = runs + " has " + MemoryPlan.gigabytes(free) + " left"
                    + preflight
                            .map(found -> ", of which the run may need " + MemoryPlan.gigabytes(found.diskBytes()))
                            .orElse("");
            findings.add(
                    preflight.isPresent() && free < preflight.get().diskBytes()
                            ? Finding.missing("disk", value, "make room or set agon.run.directory")
                            : Finding.good("disk", value));
        } catch (IOException e) {
            findings.add(
                    Finding.missing("disk", runs + " cannot be examined: " + e.getMessage(), "set agon.run.directory"));
        }
    }

    /** The ports of a node on loopback: those that are set, or any that is free. */
    private void ports() {
        ClusterSettings cluster = config.cluster();
        List<String> taken = new ArrayList<>();
        for (int port : List.of(cluster.port(), cluster.httpPort())) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                taken.add(port + " (" + e.getMessage() + ")");
            }
        }
        String range =
                read(Path.of("/proc/sys/net/ipv4/ip_local_port_range")).strip().replaceAll("\\s+", " to ");
        String value = "127.0.0.1, messages at " + shown(cluster.port()) + ", HTTP at " + shown(cluster.httpPort())
                + (range.isEmpty() ? "" : "; free ones are taken from " + range);
        findings.add(
                taken.isEmpty()
                        ? Finding.good("ports", value)
                        : Finding.missing(
                                "ports",
                                value + "; taken: " + String.join(", ", taken),
                                "set agon.cluster.port and agon.cluster.http-port to free ones, or to 0"));
    }

    private static String shown(int port) {
        return port == 0 ? "any free port" : "port " + port;
    }

    private static String read(Path file) {
        try {
            return Files.isReadable(file)
                    ? String.join("\n", Files.readAllLines(file))
                    : ""; // in one piece, as /proc/sys wants
        } catch (IOException e) {
            return "";
        }
    }
}
