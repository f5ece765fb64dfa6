package dev.agon.actors.claim;

import java.util.Locale;

/** How numbers of a claim are written. */
final class Numbers {
    private Numbers() {}

    /** Four decimals where they say something, else three digits and a power of ten. */
    static String of(double value) {
        double size = Math.abs(value);
        if (Double.isNaN(value)) {
            return "-";
        }
        if (size < 1e-15) { // rounding
            return "0";
        }
        if (size >= 1e5) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        if (size >= 100) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return size >= 0.001 ? String.format(Locale.ROOT, "%.4f", value) : String.format(Locale.ROOT, "%.2e", value);
    }

    /** Value and interval. */
    static String of(Estimate estimate) {
        return of(estimate.value()) + " (" + of(estimate.low()) + " to " + of(estimate.high()) + ")";
    }

    /** A limit, without zeros at its end. */
    static String plain(double value) {
        return Math.abs(value - Math.rint(value)) < 1e-12 && Math.abs(value) < 1e9
                ? Long.toString(Math.round(value))
                : Double.toString(value).replace(".0E", "e").replace('E', 'e');
    }
}
