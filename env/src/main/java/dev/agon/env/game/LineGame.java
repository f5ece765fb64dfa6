package dev.agon.env.game;

import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A walk on the integers from 0, {@code steps} times one up (+) or down (-), compared as a whole: the actions are all
 * trajectories.
 *
 * <p>A trajectory's class is {@code ((s_T + T) / 2) mod 3}, that is its number of steps up mod 3; classes meet by
 * {@code class-rows}. Within a class the higher peak, the largest of s_1..s_T, wins with probability {@code 1/2 +
 * peak-advantage}, equal peaks tie. No reward on states explains this preference.
 */
public final class LineGame implements Game {
    private static final int CLASSES = 3;

    private final MatrixGame game;
    private final List<Walk> walks = new ArrayList<>();
    private final int steps;

    /** The game of a block. */
    public LineGame(Settings settings) {
        steps = settings.integer("steps", 2, 10);
        PreferenceMatrix classes = Numbers.square(settings, "class-rows");
        double advantage = settings.number("peak-advantage", 0, 0.5);
        if (classes.size() != CLASSES) {
            throw settings.fault("class-rows", "has " + classes.size() + " rows but trajectories have 3 classes");
        }
        for (int bits = 0; bits < 1 << steps; bits++) {
            walks.add(Walk.of(bits, steps));
        }
        game = MatrixGame.of(
                settings.name(),
                walks.stream().map(Walk::name).toList(),
                PreferenceMatrix.of(walks.size(), (i, j) -> duel(walks.get(i), walks.get(j), classes, advantage)));
    }

    private record Walk(String name, int type, int peak) {
        /** The walk whose steps are the bits, the highest first, 0 being up. */
        static Walk of(int bits, int steps) {
            StringBuilder name = new StringBuilder();
            int place = 0;
            int peak = Integer.MIN_VALUE;
            int ups = 0;
            for (int at = steps - 1; at >= 0; at--) {
                boolean up = (bits >> at & 1) == 0;
                name.append(up ? '+' : '-');
                place += up ? 1 : -1;
                ups += up ? 1 : 0;
                peak = Math.max(peak, place);
            }
            return new Walk(name.toString(), ups % CLASSES, peak);
        }
    }

    private static double duel(Walk own, Walk other, PreferenceMatrix classes, double advantage) {
        return own.type() == other.type()
                ? 0.5 + advantage * Integer.signum(own.peak() - other.peak())
                : classes.get(own.type(), other.type());
    }

    @Override
    public List<MatrixGame> contexts() {
        return List.of(game);
    }

    /** A step is a symbol, and the reference draws each step by a fair coin. */
    @Override
    public Spelling spelling() {
        return new Steps();
    }

    private final class Steps implements Spelling {
        @Override
        public List<String> symbols() {
            return List.of("+", "-");
        }

        @Override
        public int length() {
            return steps;
        }

        @Override
        public int action(int context, int... sequence) {
            return IntStream.of(sequence).reduce(0, (bits, step) -> 2 * bits + step);
        }

        @Override
        public double[] first(int context) {
            return new double[] {0.5, 0.5};
        }

        @Override
        public double[] next(int symbol) {
            return new double[] {0.5, 0.5};
        }

        @Override
        public SortedMap<String, double[]> traits(int context) {
            SortedMap<String, double[]> shares = new TreeMap<>();
            for (int type = 0; type < CLASSES; type++) {
                int wanted = type;
                shares.put(
                        "class_" + type,
                        walks.stream()
                                .mapToDouble(walk -> walk.type() == wanted ? 1 : 0)
                                .toArray());
            }
            return shares;
        }
    }
}
