package dev.agon.env.game;

import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/** Lists and squares of numbers in a game's block of the configuration. */
final class Numbers {
    private Numbers() {}

    /** The numbers of a list, each in [min, max]. */
    static double[] list(Settings settings, String key, double min, double max) {
        List<String> texts = settings.texts(key);
        double[] numbers = new double[texts.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(settings, key, "element " + (i + 1), texts.get(i));
            if (!(numbers[i] >= min && numbers[i] <= max)) {
                throw settings.fault(
                        key,
                        "has " + texts.get(i) + " as element " + (i + 1) + ", which must lie between " + min + " and "
                                + max);
            }
        }
        return numbers;
    }

    /** The win probabilities that a list of texts states, each text a row of numbers between spaces. */
    static PreferenceMatrix square(Settings settings, String key) {
        List<String> texts = settings.texts(key);
        double[][] cells = new double[texts.size()][];
        if (cells.length == 0) {
            throw settings.fault(key, "is empty but must have a row for each action");
        }
        for (int i = 0; i < cells.length; i++) {
            String[] words = texts.get(i).strip().split("[\\s,]+", -1);
            if (words.length != cells.length) {
                throw settings.fault(
                        key,
                        "has " + words.length + " numbers in row " + (i + 1) + " but " + cells.length
                                + " rows; the matrix must be square");
            }
            cells[i] = new double[words.length];
            for (int j = 0; j < words.length; j++) {
                cells[i][j] = number(settings, key, place(i, j), words[j]);
            }
        }
        return Cells.preference(cells, (i, j, why) -> settings.fault(key, "is wrong in " + place(i, j) + ": " + why));
    }

    /**
     * A policy over {@code size} actions.
     *
     * @return empty lists stand for {@code otherwise}
     */
    static TabularPolicy policy(Settings settings, String key, int size, TabularPolicy otherwise) {
        double[] weights = list(settings, key, Double.MIN_NORMAL, 1);
        if (weights.length == 0) {
            return otherwise;
        }
        if (weights.length != size) {
            throw settings.fault(
                    key,
                    "has " + weights.length + " probabilities but the game has " + size + " actions; give each one");
        }
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        if (Math.abs(sum - 1) > Cells.ROUNDING) {
            throw settings.fault(key, "sums to " + sum + " but probabilities must sum to 1");
        }
        return TabularPolicy.of(weights);
    }

    private static String place(int row, int column) {
        return "row " + (row + 1) + ", column " + (column + 1);
    }

    private static double number(Settings settings, String key, String place, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw settings.fault(key, "has \"" + text + "\" in " + place + ", which is no number");
        }
    }
}
