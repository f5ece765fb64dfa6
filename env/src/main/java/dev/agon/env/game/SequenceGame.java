package dev.agon.env.game;

import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A game over all strings of four tokens 0..7, small enough to be exact and long enough to be sampled from a network.
 *
 * <p>The reference draws the first token uniformly and then {@code ref(b | a)} proportional to {@code exp(-0.3 ((b - a)
 * mod 8))}. A string's class is its number of even tokens mod 3, its quality its number of ascents (0 to 3), and
 * {@code P(y, y') = sigma(M(class, class') + b (quality - quality') / 3)} with M the log-odds of {@code class-rows} and
 * b the {@code quality-weight}.
 *
 * <p>P knows a string by class and quality alone, and every update of this project multiplies a string's probability by
 * a function of its win rate; within a type the reference's proportions therefore never change. So the 4096 strings are
 * played as their 12 types, whose reference is the mass of their strings: exactly the same policies, values and KL.
 */
public final class SequenceGame implements Game {
    private static final int VOCABULARY = 8;
    private static final int LENGTH = 4;
    private static final int CLASSES = 3;
    private static final double SLOPE = 0.3;

    private final MatrixGame game;

    /** The game of a block. */
    public SequenceGame(Settings settings) {
        PreferenceMatrix classes = Numbers.square(settings, "class-rows");
        double weight = settings.number("quality-weight", -1000, 1000);
        if (classes.size() != CLASSES) {
            throw settings.fault("class-rows", "has " + classes.size() + " rows but strings have 3 classes");
        }
        for (double p : classes.upperTriangle()) {
            if (p <= 0 || p >= 1) {
                throw settings.fault("class-rows", "holds " + p + ", whose log-odds are infinite; stay inside (0, 1)");
            }
        }
        List<String> names = new ArrayList<>();
        for (int type = 0; type < CLASSES * LENGTH; type++) {
            names.add("class " + type / LENGTH + " quality " + type % LENGTH);
        }
        PreferenceMatrix types = PreferenceMatrix.of(names.size(), (i, j) -> {
            double p = classes.get(i / LENGTH, j / LENGTH);
            double logOdds = Math.log(p / (1 - p)) + weight * (i % LENGTH - j % LENGTH) / (LENGTH - 1.0);
            return 1 / (1 + Math.exp(-logOdds));
        });
        game = MatrixGame.of(settings.name(), names, types).withReference(reference());
    }

    /** The reference's mass of each type, in the order class by class, quality by quality. */
    private static TabularPolicy reference() {
        double[] mass = new double[CLASSES * LENGTH];
        int strings = (int) Math.pow(VOCABULARY, LENGTH);
        for (int id = 0; id < strings; id++) {
            int[] tokens = tokens(id);
            mass[type(tokens)] += Math.exp(logReference(tokens));
        }
        return TabularPolicy.of(mass);
    }

    /** The tokens of a string: its id in base 8, the first token in front. */
    private static int[] tokens(int id) {
        int[] tokens = new int[LENGTH];
        int rest = id;
        for (int at = LENGTH - 1; at >= 0; at--) {
            tokens[at] = rest % VOCABULARY;
            rest /= VOCABULARY;
        }
        return tokens;
    }

    /** Log-probability of a string under the reference. */
    static double logReference(int... tokens) {
        double logP = -Math.log(VOCABULARY);
        for (int at = 1; at < LENGTH; at++) {
            logP += logNext(tokens[at - 1], tokens[at]);
        }
        return logP;
    }

    /** Log-probability under the reference that a token follows another. */
    private static double logNext(int token, int next) {
        double norm = 0;
        for (int distance = 0; distance < VOCABULARY; distance++) {
            norm += Math.exp(-SLOPE * distance);
        }
        return -SLOPE * Math.floorMod(next - token, VOCABULARY) - Math.log(norm);
    }

    /** The index of a string's type: 4 class + quality. */
    static int type(int... tokens) {
        int even = 0;
        int ascents = 0;
        for (int at = 0; at < LENGTH; at++) {
            even += 1 - tokens[at] % 2;
            ascents += at > 0 && tokens[at] > tokens[at - 1] ? 1 : 0;
        }
        return even % CLASSES * LENGTH + ascents;
    }

    @Override
    public List<MatrixGame> contexts() {
        return List.of(game);
    }

    /** The strings themselves: a token is a symbol. */
    @Override
    public Spelling spelling() {
        return new Strings();
    }

    private static final class Strings implements Spelling {
        @Override
        public List<String> symbols() {
            return MatrixGame.numbered(VOCABULARY);
        }

        @Override
        public int length() {
            return LENGTH;
        }

        @Override
        public int action(int context, int... sequence) {
            return type(sequence);
        }

        @Override
        public double[] first(int context) {
            double[] uniform = new double[VOCABULARY];
            Arrays.fill(uniform, 1.0 / VOCABULARY);
            return uniform;
        }

        @Override
        public double[] next(int symbol) {
            double[] probabilities = new double[VOCABULARY];
            Arrays.setAll(probabilities, next -> Math.exp(logNext(symbol, next)));
            return probabilities;
        }

        @Override
        public SortedMap<String, double[]> traits(int context) {
            SortedMap<String, double[]> traits = new TreeMap<>();
            for (int each = 0; each < CLASSES; each++) {
                int wanted = each;
                traits.put("class_" + each, byType(type -> type / LENGTH == wanted ? 1 : 0));
            }
            traits.put("quality", byType(type -> type % LENGTH));
            return traits;
        }

        private static double[] byType(IntToDoubleFunction value) {
            return IntStream.range(0, CLASSES * LENGTH).mapToDouble(value).toArray();
        }
    }
}
