package dev.agon.learner.exact;

import dev.agon.protocol.settings.Settings;

/** Reading of step sizes and penalties. */
final class StepSize {
    /** The step that falls as {@code 2 / (tau (t + 2))}, t counting from 0. */
    static final String DECREASING = "decreasing";

    private static final double MOST = 1e6;

    private final double constant; // NaN: decreasing
    private final double tau;

    private StepSize(double constant, double tau) {
        this.constant = constant;
        this.tau = tau;
    }

    /** The key {@code step}, a number. */
    static double constant(Settings settings) {
        return settings.number("step", 1e-9, MOST);
    }

    /** The key {@code tau}, the price of a nat. */
    static double tau(Settings settings) {
        return settings.number("tau", 1e-9, MOST);
    }

    /**
     * The key {@code step} of a method that mixes the share s tau of the reference in, so that s tau may not exceed 1;
     * a number or {@value #DECREASING}.
     */
    static StepSize mixing(Settings settings, double tau) {
        if (settings.text("step").equals(DECREASING)) {
            return new StepSize(Double.NaN, tau);
        }
        return new StepSize(mixingConstant(settings, tau), tau);
    }

    /** The same without the decreasing schedule. */
    static double mixingConstant(Settings settings, double tau) {
        double step = constant(settings);
        if (step * tau > 1) {
            throw settings.fault(
                    "step", "is " + step + " but may be at most 1 / tau = " + 1 / tau + "; lower it or tau");
        }
        return step;
    }

    /** The step after {@code steps} steps. */
    double at(int steps) {
        return Double.isNaN(constant) ? 2 / (tau * (steps + 2)) : constant;
    }
}
