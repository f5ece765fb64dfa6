package dev.agon.actors.claim;

import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * What should hold, an object of {@code agon.claim.checks}; {@code reference.conf} says what its keys mean.
 *
 * @param says in words
 * @param games in which, by name; empty for all
 * @param statistic from a play to a number
 * @param figure of which figure
 * @param method of which method
 * @param policy of which policy; empty for that which counts
 * @param against another method; empty for none
 * @param againstPolicy of which policy of the other; empty for that which counts
 * @param equalKl whether the other's policy is brought to the same distance from the reference
 * @param axis what a slope counts
 * @param from where a slope begins
 * @param atMost limit from above; NaN for none
 * @param atLeast limit from below; NaN for none
 * @param near what the interval should hold; NaN for nothing
 */
public record Check(
        String says,
        List<String> games,
        String statistic,
        String figure,
        String method,
        String policy,
        String against,
        String againstPolicy,
        boolean equalKl,
        String axis,
        double from,
        double atMost,
        double atLeast,
        double near) {
    static final String END = "end";
    static final String COST = "cost";
    private static final List<String> STATISTICS = List.of(END, "area", "least", "most", "slope", COST);
    private static final String NONE = "none";
    private static final double MOST = 1e300;

    /** Copies the list. */
    public Check {
        games = List.copyOf(games);
    }

    static Check of(Settings settings, List<String> methods, List<String> played) {
        Check check = new Check(
                settings.text("says"),
                Claim.words(settings, "games", played),
                settings.oneOf("statistic", STATISTICS),
                settings.oneOf("figure", Figures.names()),
                settings.oneOf("method", methods),
                orEmpty(settings, "policy", Policies.NAMES),
                orEmpty(settings, "against", methods),
                orEmpty(settings, "against-policy", Policies.NAMES),
                settings.flag("equal-kl"),
                settings.oneOf("axis", List.of("queries", "iterations")),
                settings.number("from", 0, MOST),
                limit(settings, "at-most"),
                limit(settings, "at-least"),
                limit(settings, "near"));
        if (Double.isNaN(check.atMost) && Double.isNaN(check.atLeast) && Double.isNaN(check.near)) {
            throw settings.fault("at-most", "is none, and so are at-least and near; set one of them");
        }
        if (check.equalKl && (check.against.isEmpty() || !check.statistic.equals(END))) {
            throw settings.fault("equal-kl", "is true, which needs \"against\" and the statistic end");
        }
        if (check.statistic.equals(COST) && check.against.isEmpty()) {
            throw settings.fault("statistic", "is cost, which needs \"against\"; name the method to compare with");
        }
        return check;
    }

    /** Whether it looks at this game. */
    boolean concerns(String game) {
        return games.isEmpty() || games.contains(game);
    }

    /** What this interval says of it: holds, fails, or open where the interval lies on both sides of a limit. */
    String verdict(Estimate estimate) {
        boolean holds = !(estimate.high() > atMost) && !(estimate.low() < atLeast) && isNear(estimate);
        boolean fails = estimate.low() > atMost || estimate.high() < atLeast || !isNear(estimate);
        return Double.isNaN(estimate.value()) ? "open" : holds ? "holds" : fails ? "fails" : "open";
    }

    private boolean isNear(Estimate estimate) {
        return Double.isNaN(near) || (estimate.low() <= near && near <= estimate.high());
    }

    /** What is expected, such as {@code <= -1}. */
    String expected() {
        return (Double.isNaN(atMost) ? "" : "<= " + Numbers.plain(atMost) + " ")
                .concat(Double.isNaN(atLeast) ? "" : ">= " + Numbers.plain(atLeast) + " ")
                .concat(Double.isNaN(near) ? "" : "near " + Numbers.plain(near))
                .strip();
    }

    private static String orEmpty(Settings settings, String key, List<String> words) {
        return settings.text(key).isEmpty() ? "" : settings.oneOf(key, words);
    }

    private static double limit(Settings settings, String key) {
        return settings.text(key).equals(NONE) ? Double.NaN : settings.number(key, -MOST, MOST);
    }
}
