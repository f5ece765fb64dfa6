package dev.agon.actors.solve;

import dev.agon.learner.exact.CurvePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Curves as they are drawn: both axes logarithmic, values below {@value #FLOOR} on the lower edge.
 *
 * @param figure what the vertical axis shows
 * @param axis what the horizontal axis counts
 * @param lines what is drawn
 */
public record Curves(String figure, String axis, List<Line> lines) {
    static final double FLOOR = 1e-12;

    /** Copies the list. */
    public Curves {
        lines = List.copyOf(lines);
    }

    /**
     * One curve.
     *
     * @param name for the legend
     * @param algorithm number of its algorithm in the order given
     * @param average whether it is that of the average policy rather than the last
     * @param points where it passes, from left to right
     * @param band where its interval is, a closed way around it; empty for none
     */
    public record Line(String name, int algorithm, boolean average, List<Point> points, List<Point> band) {
        /** Copies the lists. */
        public Line {
            points = List.copyOf(points);
            band = List.copyOf(band);
        }
    }

    /** A place, in decimal logarithms. */
    public record Point(double x, double y) {
        /** The place of these numbers. */
        public static Point of(double x, double y) {
            return new Point(Math.log10(x), Math.log10(Math.max(FLOOR, y)));
        }
    }

    /** Exploitability against iterations. */
    static Curves byIteration(List<Solution> solutions) {
        return of("iterations", solutions, CurvePoint::iteration);
    }

    /** Exploitability against the oracle's queries. */
    static Curves byQuery(List<Solution> solutions) {
        return of("oracle queries", solutions, CurvePoint::queries);
    }

    private static Curves of(String axis, List<Solution> solutions, ToDoubleFunction<CurvePoint> count) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < solutions.size(); i++) {
            Solution solution = solutions.get(i);
            String prefix = solutions.size() > 1 ? solution.algorithm() + " " : "";
            lines.add(line(prefix + "last", i, false, solution, count, CurvePoint::last));
            lines.add(line(prefix + "average", i, true, solution, count, CurvePoint::average));
        }
        return new Curves("exploitability", axis, lines);
    }

    private static Line line(
            String name,
            int algorithm,
            boolean average,
            Solution solution,
            ToDoubleFunction<CurvePoint> count,
            ToDoubleFunction<CurvePoint> value) {
        List<Point> points = solution.outcome().curve().stream()
                .filter(point -> point.iteration() > 0) // the start has no place on a logarithmic axis
                .map(point -> Point.of(count.applyAsDouble(point), value.applyAsDouble(point)))
                .toList();
        return new Line(name, algorithm, average, points, List.of());
    }

    double left() {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::x)
                .min()
                .orElse(0);
    }

    double right() {
        double right = lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::x)
                .max()
                .orElse(1);
        return right > left() ? right : left() + 1;
    }

    /** The power of ten at or below every value. */
    int bottom() {
        return (int) Math.floor(lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .min()
                .orElse(-1));
    }

    /** The power of ten at or above every value. */
    int top() {
        int top = (int) Math.ceil(lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .max()
                .orElse(0));
        return Math.max(top, bottom() + 1);
    }
}
