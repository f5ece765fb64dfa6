package dev.agon.env.game;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The plainest spelling: an action is one symbol, its name. Contexts share the symbols whose names are the same. */
final class OneSymbol implements Spelling {
    private static final int MOST_TOLD = 12; // more shares in a table than that tell nobody anything

    private final List<MatrixGame> contexts;
    private final List<String> symbols;

    OneSymbol(List<MatrixGame> contexts) {
        this.contexts = contexts;
        this.symbols = contexts.stream()
                .flatMap(context -> context.actions().stream())
                .map(OneSymbol::symbol)
                .distinct()
                .toList();
    }

    private static String symbol(String name) {
        return name.strip().replaceAll("\\s+", "_");
    }

    private static List<String> symbols(MatrixGame context) {
        return context.actions().stream().map(OneSymbol::symbol).toList();
    }

    @Override
    public List<String> symbols() {
        return symbols;
    }

    @Override
    public int length() {
        return 1;
    }

    @Override
    public int action(int context, int... sequence) {
        return symbols(contexts.get(context)).indexOf(symbols.get(sequence[0]));
    }

    @Override
    public double[] first(int context) {
        MatrixGame game = contexts.get(context);
        double[] probabilities = new double[symbols.size()];
        List<String> own = symbols(game);
        for (int action = 0; action < own.size(); action++) {
            probabilities[symbols.indexOf(own.get(action))] += game.reference().get(action);
        }
        return probabilities;
    }

    @Override
    public double[] next(int symbol) {
        return new double[0];
    }

    @Override
    public SortedMap<String, double[]> traits(int context) {
        List<String> own = symbols(contexts.get(context));
        SortedMap<String, double[]> shares = new TreeMap<>();
        for (int action = 0; own.size() <= MOST_TOLD && action < own.size(); action++) {
            shares.put(own.get(action), share(own.size(), action));
        }
        return Collections.unmodifiableSortedMap(shares);
    }

    private static double[] share(int size, int action) {
        double[] share = new double[size];
        share[action] = 1;
        return share;
    }
}
