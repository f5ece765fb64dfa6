package dev.agon.actors.doctor;

import dev.agon.policy.decoder.EngineReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Which devices compute, and the plain reason where CUDA does not. */
final class Devices {
    private static final String NAME = "devices";

    private final Map<String, String> environment;
    private final Path driver;

    /** @param driver the file by which NVIDIA's driver shows itself, /proc/driver/nvidia/version */
    Devices(Map<String, String> environment, Path driver) {
        this.environment = environment;
        this.driver = driver;
    }

    /** @param setting agon.model.device */
    Finding examine(EngineReport engine, String setting) {
        if (engine.cudaDevices() > 0) {
            return Finding.good(
                    NAME, "cpu" + (engine.cudaDevices() == 1 ? ", cuda:0" : ", cuda:0 to cuda:" + last(engine)));
        }
        String reason = reason();
        return setting.startsWith("cuda")
                ? Finding.missing(NAME, "cpu; no " + setting + ": " + reason, cure() + ", or set agon.model.device=cpu")
                : Finding.note(NAME, "cpu; no CUDA: " + reason, cure());
    }

    private static int last(EngineReport engine) {
        return engine.cudaDevices() - 1;
    }

    private String reason() {
        if (!Files.exists(driver)) {
            return "NVIDIA's driver is not loaded";
        }
        if (!environment.containsKey("PYTORCH_LIBRARY_PATH")) {
            return "PyTorch is the build for processors";
        }
        return "the engine counts no device, for it finds no libcudart.so";
    }

    private String cure() {
        if (!Files.exists(driver)) {
            return "to compute on a GPU, install its driver and a CUDA build of PyTorch (docs/gpu.md)";
        }
        if (!environment.containsKey("PYTORCH_LIBRARY_PATH")) {
            return "to compute on the GPU, name a CUDA build of PyTorch in PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR"
                    + " (docs/gpu.md)";
        }
        return "add the directory that holds libcudart.so to LD_LIBRARY_PATH (docs/gpu.md)";
    }
}
