package dev.agon.actors.claim;

import java.util.Arrays;
import java.util.List;

/** Turns plays into verdicts. */
final class Examination {
    private final Claim claim;
    private final SeedBootstrap bootstrap;

    Examination(Claim claim, SeedBootstrap bootstrap) {
        this.claim = claim;
        this.bootstrap = bootstrap;
    }

    Verdict examine(Check check, Plays plays) {
        int own = claim.method(check.method());
        String policy = policy(check.policy(), own);
        int other = claim.method(check.against());
        String otherPolicy = other < 0 ? "" : policy(check.againstPolicy(), other);
        if (check.statistic().equals(Check.COST)) {
            Estimate cost = bootstrap.of(drawn -> Statistic.cost(
                    mean(check, plays, own, policy, drawn), mean(check, plays, other, otherPolicy, drawn)));
            return new Verdict(check, plays.arena().name(), cost, Double.NaN, Double.NaN);
        }
        double[] numbers = new double[claim.seeds()];
        double[] others = new double[claim.seeds()];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = number(check, plays.curve(own, k, policy, check.figure()));
            if (check.equalKl()) {
                others[k] = plays.atDistanceOf(other, otherPolicy, own, policy, k, check.figure());
            } else if (other >= 0) {
                others[k] = number(check, plays.curve(other, k, otherPolicy, check.figure()));
            }
        }
        double[] differences = new double[numbers.length];
        Arrays.setAll(differences, k -> numbers[k] - others[k]);
        return new Verdict(
                check,
                plays.arena().name(),
                bootstrap.median(differences),
                SeedBootstrap.medianOf(numbers),
                other < 0 ? Double.NaN : SeedBootstrap.medianOf(others));
    }

    private String policy(String named, int method) {
        return named.isEmpty() ? claim.methods().get(method).policy() : named;
    }

    private static double number(Check check, List<Plays.Point> curve) {
        return Statistic.of(check.statistic(), curve, check.axis(), check.from());
    }

    private static List<Plays.Point> mean(Check check, Plays plays, int method, String policy, int... seeds) {
        return Statistic.geometricMean(Arrays.stream(seeds)
                .mapToObj(k -> plays.curve(method, k, policy, check.figure()))
                .toList());
    }
}
