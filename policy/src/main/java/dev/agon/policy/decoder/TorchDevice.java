package dev.agon.policy.decoder;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.agon.policy.ModelException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where tensors live, and how the calling thread computes. */
public final class TorchDevice {
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d+))?");

    private TorchDevice() {}

    /**
     * The name of the device that a setting means on this machine, {@code cpu} or {@code cuda:i}; settings as for
     * {@link DecoderModel#open}.
     *
     * @throws ModelException if the engine does not find it
     */
    public static String nameOf(String setting) {
        if (setting.equals("cpu")) {
            return setting; // without loading the engine
        }
        Device device = of(setting);
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    /**
     * The device of a setting.
     *
     * @param setting {@code cpu}, {@code cuda}, {@code cuda:i}, or {@code auto}: CUDA where the engine finds it
     * @throws ModelException if the setting is none of these or names a device that the engine does not find
     */
    static Device of(String setting) {
        int gpus = Engine.getEngine("PyTorch").getGpuCount();
        if (setting.equals("auto")) {
            return gpus > 0 ? Device.gpu(0) : Device.cpu();
        }
        if (setting.equals("cpu")) {
            return Device.cpu();
        }
        Matcher cuda = CUDA.matcher(setting);
        if (!cuda.matches()) {
            throw new ModelException("The device \"" + setting + "\" is none of auto, cpu, cuda and cuda:i.");
        }
        int index = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        if (index >= gpus) {
            throw new ModelException("The device \"" + setting + "\" is not there, since the engine finds " + gpus
                    + " CUDA devices; choose cpu, or give it a CUDA build of PyTorch (docs/gpu.md).");
        }
        return Device.gpu(index);
    }

    /**
     * Prepares the calling thread: it computes with {@code threads} threads of its own, and programs run as written,
     * without the profiling optimizer whose first calls round differently from its later ones.
     */
    static void prepareThread(int threads) {
        Engine.getEngine("PyTorch"); // loads the native library
        JniUtils.setNumThreads(threads);
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(false);
    }
}
