package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.agon.policy.Lora;
import dev.agon.policy.files.AdaptedModule;
import dev.agon.policy.files.AdapterDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An adapter's tensors on a device.
 *
 * @param modules which matrices it changes
 * @param scaling factor of B A
 * @param parameters A (rank, inputs) and B (outputs, rank) of each module, in the modules' order
 */
record LowRank(List<AdaptedModule> modules, double scaling, List<NDArray> parameters) {
    /** Those of a directory; the manager owns them. */
    static LowRank read(AdapterDirectory adapter, NDManager manager) {
        List<NDArray> tensors = adapter.tensors().stream()
                .map(tensor -> Tensors.upload(tensor, manager))
                .toList();
        return new LowRank(adapter.modules(), adapter.lora().scaling(), tensors);
    }

    /**
     * Those with which training begins, as PEFT draws them: B is zero, so that nothing changes, and A is uniform
     * between -1/sqrt(inputs) and 1/sqrt(inputs), which is He et al. 2015 (arXiv 1502.01852) for a leaky rectifier of
     * slope sqrt(5).
     */
    static LowRank begin(
            List<AdaptedModule> modules, Lora lora, Function<String, Lora.Draws> draws, NDManager manager) {
        List<NDArray> parameters = new ArrayList<>();
        for (AdaptedModule module : modules) {
            float[] values = new float[Math.toIntExact(lora.rank() * module.inputs())];
            float bound = (float) (1 / Math.sqrt((double) module.inputs()));
            Lora.Draws ofTensor = draws.apply(module.nameOfA());
            for (int i = 0; i < values.length; i++) {
                values[i] = (2 * ofTensor.uniform(i) - 1) * bound;
            }
            parameters.add(manager.create(values, new Shape(lora.rank(), module.inputs())));
            parameters.add(manager.zeros(new Shape(module.outputs(), lora.rank())));
        }
        return new LowRank(modules, lora.scaling(), parameters);
    }

    /** The names of the {@link #parameters}. */
    List<String> names() {
        return modules.stream()
                .flatMap(module -> List.of(module.nameOfA(), module.nameOfB()).stream())
                .toList();
    }

    /**
     * A network's weights with W + s B A in place of each W that has an adapter.
     *
     * @param local owns what is made
     * @param differentiable whether gradients of A and B can be asked of what is computed from the result
     */
    List<NDArray> over(List<NDArray> weights, TorchProgram program, NDManager local, boolean differentiable) {
        long[] transposed = modules.stream()
                .mapToLong(module -> module.transposed() ? 1 : 0)
                .toArray();
        // A tensor's name says which parameter it is given for, and lanes share tensors: so each of them has the same
        // name
        // in all calls that lanes make at the same time.
        TorchProgram.Call call = program.call("adapt", local)
                .with("w", parameters)
                .with(
                        "frozen",
                        modules.stream()
                                .map(module -> weights.get(module.index()))
                                .toList())
                .with("transposed", local.create(transposed))
                .with("scale", local.create(scaling));
        NDList adapted = differentiable ? call.runDifferentiable() : call.run();
        List<NDArray> result = new ArrayList<>(weights);
        for (int i = 0; i < modules.size(); i++) {
            result.set(modules.get(i).index(), adapted.get(i));
        }
        return result;
    }
}
