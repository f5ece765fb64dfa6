package dev.agon.policy.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The loss with which tests check gradients: the negative log-likelihood of all tokens. */
final class Likelihood {
    private Likelihood() {}

    static double loss(List<float[]> logProbs) {
        double sum = 0;
        for (float[] row : logProbs) {
            for (float logP : row) {
                sum -= logP;
            }
        }
        return sum;
    }

    /** The loss's derivative by each log-probability. */
    static List<float[]> derivatives(List<float[]> logProbs) {
        List<float[]> derivatives = new ArrayList<>();
        for (float[] row : logProbs) {
            float[] derivative = new float[row.length];
            Arrays.fill(derivative, -1);
            derivatives.add(derivative);
        }
        return derivatives;
    }
}
