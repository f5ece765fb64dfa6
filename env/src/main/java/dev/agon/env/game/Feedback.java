package dev.agon.env.game;

import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.settings.ConfigurationException;
import java.util.Locale;

/**
 * How a game's preference is told to who learns from it.
 *
 * @param sampled whether each answer is a single label rather than a probability
 * @param flip probability that a label is turned round, in [0, 1/2)
 */
public record Feedback(boolean sampled, double flip) {
    private static final String FLIP = "flip:";

    /**
     * Reads {@code exact}, {@code bernoulli} or {@code flip:0.1}.
     *
     * @param place what the text was given for, such as an option or a key, to begin a complaint with
     */
    public static Feedback parse(String place, String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.equals("exact")) {
            return new Feedback(false, 0);
        }
        if (word.equals("bernoulli")) {
            return new Feedback(true, 0);
        }
        double flip = word.startsWith(FLIP) ? number(word.substring(FLIP.length())) : Double.NaN;
        if (!(flip >= 0 && flip < 0.5)) {
            throw new ConfigurationException(place + " is \"" + text + "\" but must be exact, bernoulli, or flip: and a"
                    + " share of wrong labels from 0 to below 0.5, such as flip:0.1.");
        }
        return new Feedback(true, flip);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /**
     * One who tells a game's preference so.
     *
     * @param opponents comparisons an action for one win rate; of no matter where win rates are told exactly
     * @param random the stream of its draws
     */
    public Oracle oracle(MatrixGame game, int opponents, CounterRandom random) {
        return sampled ? new LabelOracle(game, flip, opponents, random) : new ExactOracle(game);
    }

    @Override
    public String toString() {
        return !sampled ? "exact" : flip > 0 ? FLIP + flip : "bernoulli";
    }
}
