package dev.agon.env.game;

import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Colonel Blotto (Borel 1921, "La theorie du jeu et les equations integrales a noyau symetrique"): an action splits
 * {@code troops} over {@code fields}; who has more troops in a field takes it, who takes more fields wins, equal
 * numbers tie. Its equilibria are many.
 */
public final class BlottoGame implements Game {
    private static final int MOST_ACTIONS = 2000;

    private final MatrixGame game;

    /** The game of a block: {@code troops} and {@code fields}. */
    public BlottoGame(Settings settings) {
        int troops = settings.integer("troops", 1, 100);
        int fields = settings.integer("fields", 2, 10);
        List<int[]> splits = new ArrayList<>();
        split(new int[fields], 0, troops, splits);
        if (splits.size() > MOST_ACTIONS) {
            throw settings.fault(
                    "troops", "is " + troops + ", which gives more than " + MOST_ACTIONS + " splits; lower it");
        }
        game = MatrixGame.of(
                settings.name(),
                splits.stream().map(BlottoGame::name).toList(),
                PreferenceMatrix.of(splits.size(), (i, j) -> outcome(splits.get(i), splits.get(j))));
    }

    /** Adds every way to fill the fields from {@code field} on, in lexicographic order, as long as there is room. */
    private static void split(int[] prefix, int field, int left, List<int[]> splits) {
        if (field == prefix.length - 1) {
            prefix[field] = left;
            splits.add(prefix.clone());
            return;
        }
        for (int here = 0; here <= left && splits.size() <= MOST_ACTIONS; here++) {
            prefix[field] = here;
            split(prefix, field + 1, left - here, splits);
        }
    }

    private static String name(int[] split) {
        return IntStream.of(split).mapToObj(Integer::toString).collect(Collectors.joining("-"));
    }

    private static double outcome(int[] own, int[] other) {
        int lead = 0;
        for (int field = 0; field < own.length; field++) {
            lead += Integer.signum(own[field] - other[field]);
        }
        return (1 + Integer.signum(lead)) / 2.0;
    }

    @Override
    public List<MatrixGame> contexts() {
        return List.of(game);
    }
}
