package dev.agon.actors.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A linear axis: a range of values with round ticks. */
final class Scale {
    private final double low;
    private final double high;
    private final double step;

    private Scale(double low, double high, double step) {
        this.low = low;
        this.high = high;
        this.step = step;
    }

    /** An axis that covers [min, max] with about {@code ticks} round steps. */
    static Scale covering(double min, double max, int ticks) {
        double span = Math.max(max - min, 1e-6 * Math.max(1, Math.abs(max)));
        double raw = span / ticks;
        double magnitude = Math.pow(10, Math.floor(Math.log10(raw)));
        double ratio = raw / magnitude;
        double step = magnitude * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
        double low = Math.floor(min / step + 1e-9) * step;
        double high = Math.ceil(max / step - 1e-9) * step;
        return new Scale(low, high > low ? high : low + step, step);
    }

    /** Where a value lies: 0 at the low end, 1 at the high end. */
    double at(double value) {
        return (value - low) / (high - low);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; low + i * step <= high + step * 1e-6; i++) {
            ticks.add(low + i * step);
        }
        return ticks;
    }

    /** A tick's label, with as many decimals as the step needs. */
    String label(double tick) {
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        String label = String.format(Locale.ROOT, "%." + decimals + "f", tick);
        return label.startsWith("-") && Double.parseDouble(label) > -1e-12 ? label.substring(1) : label;
    }
}
