package dev.agon.env.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A reward for each answer that was ever compared, fitted to the comparisons: the r that maximises {@code sum of [p log
 * sigma(r_i - r_j) + (1 - p) log sigma(r_j - r_i)] - ridge/2 * sum of r^2}, the likelihood of Bradley and Terry (1952,
 * "Rank analysis of incomplete block designs", Biometrika 39) under a normal prior. Answers that were never compared
 * have the reward 0. Immutable.
 *
 * <p>The objective is strictly concave; it is climbed one reward at a time by Newton's method, in the order in which
 * the answers first appeared, no step longer than 2, until no reward moves. At its top the rewards of answers that are
 * connected by comparisons have the mean 0, to which they are moved after each sweep, since the prior alone would do so
 * slowly.
 */
final class RewardTable {
    /** Nothing was compared. */
    static final RewardTable EMPTY = new RewardTable(Map.of(), new double[0]);

    private static final double LARGEST_STEP = 2;
    private static final double CONVERGED = 1e-7;
    private static final int MOST_SWEEPS = 10_000;

    private final Map<String, Integer> numbers;
    private final double[] rewards;

    private RewardTable(Map<String, Integer> numbers, double[] rewards) {
        this.numbers = numbers;
        this.rewards = rewards;
    }

    /**
     * One comparison.
     *
     * @param left an answer
     * @param right another one
     * @param p probability, or share of labels, that the left one is better, in [0, 1]
     */
    record Comparison(String left, String right, double p) {}

    /** What one answer met, in the order of the comparisons. */
    private record Meetings(List<Integer> rivals, List<Double> wins) {
        Meetings() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(int rival, double p) {
            rivals.add(rival);
            wins.add(p);
        }
    }

    /** Fits the rewards of all answers that occur; a comparison of an answer with itself tells nothing. */
    static RewardTable fit(List<Comparison> comparisons, double ridge) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<Meetings> meetings = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            int left = number(comparison.left(), numbers, meetings);
            int right = number(comparison.right(), numbers, meetings);
            if (left != right) {
                meetings.get(left).add(right, comparison.p());
                meetings.get(right).add(left, 1 - comparison.p());
            }
        }
        double[] rewards = new double[meetings.size()];
        List<List<Integer>> connected = connected(meetings);
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            double moved = 0;
            for (int i = 0; i < rewards.length; i++) {
                double step = newtonStep(i, meetings.get(i), rewards, ridge);
                rewards[i] += step;
                moved = Math.max(moved, Math.abs(step));
            }
            connected.forEach(component -> centre(component, rewards));
            if (moved < CONVERGED) {
                break;
            }
        }
        return new RewardTable(numbers, rewards);
    }

    /** The answers in sets within which comparisons lead from each to each. */
    private static List<List<Integer>> connected(List<Meetings> meetings) {
        List<List<Integer>> components = new ArrayList<>();
        boolean[] seen = new boolean[meetings.size()];
        for (int first = 0; first < seen.length; first++) {
            if (!seen[first]) {
                List<Integer> component = new ArrayList<>(List.of(first));
                seen[first] = true;
                for (int next = 0; next < component.size(); next++) { // grows while it is walked through
                    for (int rival : meetings.get(component.get(next)).rivals()) {
                        if (!seen[rival]) {
                            seen[rival] = true;
                            component.add(rival);
                        }
                    }
                }
                components.add(component);
            }
        }
        return components;
    }

    private static void centre(List<Integer> component, double[] rewards) {
        double mean = component.stream().mapToDouble(i -> rewards[i]).average().orElse(0);
        component.forEach(i -> rewards[i] -= mean);
    }

    private static int number(String answer, Map<String, Integer> numbers, List<Meetings> meetings) {
        return numbers.computeIfAbsent(answer, unused -> {
            meetings.add(new Meetings());
            return meetings.size() - 1;
        });
    }

    private static double newtonStep(int i, Meetings met, double[] rewards, double ridge) {
        double gradient = -ridge * rewards[i];
        double curvature = ridge;
        for (int meeting = 0; meeting < met.rivals().size(); meeting++) {
            double sigma = 1 / (1 + Math.exp(rewards[met.rivals().get(meeting)] - rewards[i]));
            gradient += met.wins().get(meeting) - sigma;
            curvature += sigma * (1 - sigma);
        }
        return Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, gradient / curvature));
    }

    /** The reward of an answer, in log-odds; 0 where it was never compared. */
    double of(String answer) {
        Integer number = numbers.get(answer);
        return number == null ? 0 : rewards[number];
    }
}
