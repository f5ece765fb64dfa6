package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A TorchScript program on one device; its methods take and return tensors. */
final class TorchProgram implements AutoCloseable {
    private final PtSymbolBlock block;

    private TorchProgram(PtSymbolBlock block) {
        this.block = block;
    }

    /**
     * Loads the class {@code className} from a text resource beside this class.
     *
     * @param manager decides the device and owns the program
     */
    static TorchProgram load(NDManager manager, String resource, String className) {
        try (InputStream in =
                Objects.requireNonNull(TorchProgram.class.getResourceAsStream(resource), "resource " + resource)) {
            String code = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            byte[] archive = TorchScriptArchive.pack(className, code);
            return new TorchProgram(
                    JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive), false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One call: a method, and its arguments in the order of its parameters. */
    final class Call {
        private final NDManager manager;
        private final NDList arguments = new NDList();

        private Call(String method, NDManager manager) {
            this.manager = manager;
            NDArray name = manager.create(0f);
            name.setName("module_method:" + method); // DJL reads the method's name from this argument
            arguments.add(name);
        }

        /** Passes a list of tensors. */
        Call with(String parameter, List<NDArray> tensors) {
            for (NDArray tensor : tensors) {
                tensor.setName(parameter + "[]");
                arguments.add(tensor);
            }
            return this;
        }

        /** Passes one tensor. */
        Call with(String parameter, NDArray tensor) {
            tensor.setName(parameter);
            arguments.add(tensor);
            return this;
        }

        /** Runs without recording gradients. The results belong to the call's manager. */
        NDList run() {
            return IValueUtils.forward(block, arguments, false);
        }

        /** The same with results that a later gradient may be asked of, beginning at them. */
        NDList runKept() {
            return IValueUtils.forward(block, arguments, true);
        }

        /** Runs and records what a later gradient needs; the record lives as long as the results. */
        NDList runDifferentiable() {
            JniUtils.setGradMode(true);
            try {
                return IValueUtils.forward(block, arguments, true);
            } finally {
                JniUtils.setGradMode(false);
            }
        }

        /** The manager that owns the results. */
        NDManager manager() {
            return manager;
        }
    }

    /** Prepares a call whose results {@code manager} will own. */
    Call call(String method, NDManager manager) {
        return new Call(method, manager);
    }

    @Override
    public void close() {
        block.close();
    }
}
