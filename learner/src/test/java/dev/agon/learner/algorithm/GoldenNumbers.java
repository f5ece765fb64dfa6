package dev.agon.learner.algorithm;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** Numbers that were computed independently of this code; the file says whence. */
final class GoldenNumbers {
    /** The cyclic game COMAL3: P[i][j] is the probability that i beats j. */
    static final double[][] COMAL3 = {{0.5, 0.1, 0.8}, {0.9, 0.5, 0.1}, {0.2, 0.9, 0.5}};

    private final Config values;

    private GoldenNumbers(Config values) {
        this.values = values;
    }

    static GoldenNumbers load() {
        return new GoldenNumbers(ConfigFactory.parseResources("golden.conf"));
    }

    double get(String key) {
        return values.getDouble(key);
    }

    double[] vector(String key) {
        return values.getDoubleList(key).stream().mapToDouble(x -> x).toArray();
    }
}
