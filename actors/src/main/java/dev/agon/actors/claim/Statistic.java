package dev.agon.actors.claim;

import java.util.ArrayList;
import java.util.List;

/** From curves to numbers. */
final class Statistic {
    private Statistic() {}

    /**
     * The number of one play.
     *
     * @param name end, area, least, most or slope
     * @param curve oldest first, at least one point
     * @param axis queries or iterations, which a slope counts
     * @param from where a slope begins
     */
    static double of(String name, List<Plays.Point> curve, String axis, double from) {
        return switch (name) {
            case "area" -> area(curve);
            case "least" -> curve.stream().mapToDouble(Plays.Point::value).min().orElse(Double.NaN);
            case "most" -> curve.stream().mapToDouble(Plays.Point::value).max().orElse(Double.NaN);
            case "slope" -> slope(curve, axis, from);
            default -> curve.get(curve.size() - 1).value();
        };
    }

    static double x(Plays.Point point, String axis) {
        return axis.equals("iterations") ? point.iteration() : point.queries();
    }

    /** The figure's mean over the comparisons spent, straight lines between the points. */
    private static double area(List<Plays.Point> curve) {
        double sum = 0;
        for (int i = 1; i < curve.size(); i++) {
            Plays.Point from = curve.get(i - 1);
            Plays.Point to = curve.get(i);
            sum += (to.queries() - from.queries()) * (from.value() + to.value()) / 2;
        }
        long width = curve.get(curve.size() - 1).queries() - curve.get(0).queries();
        return width > 0 ? sum / width : curve.get(0).value();
    }

    /** Least squares of the logarithms; NaN with fewer than two points above 0. */
    private static double slope(List<Plays.Point> curve, String axis, double from) {
        List<double[]> points = new ArrayList<>();
        for (Plays.Point point : curve) {
            if (x(point, axis) >= Math.max(from, Double.MIN_NORMAL) && point.value() > 0) {
                points.add(new double[] {Math.log(x(point, axis)), Math.log(point.value())});
            }
        }
        return line(List.of(points))[0];
    }

    /**
     * Comparisons that the first curve needs for what the second reaches with one: both are fitted by lines of one
     * slope through the logarithms, and the distance between them is read along the comparisons.
     */
    static double cost(List<Plays.Point> curve, List<Plays.Point> against) {
        double[] fit = line(List.of(logs(curve), logs(against)));
        return Math.exp((fit[2] - fit[1]) / fit[0]);
    }

    private static List<double[]> logs(List<Plays.Point> curve) {
        return curve.stream()
                .filter(point -> point.queries() > 0 && point.value() > 0)
                .map(point -> new double[] {Math.log((double) point.queries()), Math.log(point.value())})
                .toList();
    }

    /** The common slope of several sets of points, then the height of each at 0; NaN where there is none. */
    private static double[] line(List<List<double[]>> sets) {
        double xy = 0;
        double xx = 0;
        double[] fit = new double[sets.size() + 1];
        for (List<double[]> points : sets) {
            double x = mean(points, 0);
            double y = mean(points, 1);
            for (double[] point : points) {
                xy += (point[0] - x) * (point[1] - y);
                xx += (point[0] - x) * (point[0] - x);
            }
        }
        fit[0] = xx > 0 ? xy / xx : Double.NaN;
        for (int i = 0; i < sets.size(); i++) {
            fit[i + 1] = mean(sets.get(i), 1) - fit[0] * mean(sets.get(i), 0);
        }
        return fit;
    }

    private static double mean(List<double[]> points, int of) {
        return points.stream().mapToDouble(point -> point[of]).average().orElse(Double.NaN);
    }

    /** The curve of the means of several curves' logarithms; all have the same number of points. */
    static List<Plays.Point> geometricMean(List<List<Plays.Point>> curves) {
        List<Plays.Point> mean = new ArrayList<>();
        for (int i = 0; i < curves.get(0).size(); i++) {
            double sum = 0;
            for (List<Plays.Point> curve : curves) {
                sum += Math.log(Math.max(Double.MIN_NORMAL, curve.get(i).value())) / curves.size();
            }
            Plays.Point first = curves.get(0).get(i);
            mean.add(new Plays.Point(first.iteration(), first.queries(), Math.exp(sum)));
        }
        return mean;
    }
}
