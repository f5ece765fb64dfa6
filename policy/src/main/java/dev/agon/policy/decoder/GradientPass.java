package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A batch that was scored and whose gradient can be asked for once, while the manager is open that it was made with.
 */
interface GradientPass {
    /** Log-probabilities of the batch's scored tokens (N). */
    float[] logProbs();

    /**
     * Adds the gradient of sum(derivatives * logProbs) to sums.
     *
     * @param derivatives by each log-probability (N)
     * @param parameters the weights that are trained
     * @param sums shaped like the parameters
     */
    void backward(float[] derivatives, List<NDArray> parameters, List<NDArray> sums);

    /** The second half of a pass. */
    @FunctionalInterface
    interface Backward {
        void run(float[] derivatives, List<NDArray> parameters, List<NDArray> sums);
    }

    /** The pass of these scores. */
    static GradientPass of(float[] logProbs, Backward backward) {
        return new GradientPass() {
            @Override
            public float[] logProbs() {
                return logProbs;
            }

            @Override
            public void backward(float[] derivatives, List<NDArray> parameters, List<NDArray> sums) {
                backward.run(derivatives, parameters, sums);
            }
        };
    }
}
