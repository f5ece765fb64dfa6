package dev.agon.actors.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A chart of figures by policy version: lines with optional confidence bands, one level marked, values on hover.
 * Colours come from the page's style sheet, so the drawing follows light and dark.
 */
final class LineChart {
    private static final double WIDTH = 460;
    private static final double HEIGHT = 230;
    private static final double LEFT = 44;
    private static final double TOP = 12;
    private static final double BOTTOM = 34;
    private static final double LABEL_GAP = 14;

    private final String title;
    private final List<Series> series = new ArrayList<>();
    private double level = Double.NaN;

    LineChart(String title) {
        this.title = title;
    }

    /**
     * One line; without a finite point it is left out.
     *
     * @param name shown at its end where there are several
     * @param points by version; those whose mean is not finite are left out
     */
    record Series(String name, List<Point> points) {
        Series {
            points = points.stream()
                    .filter(point -> Double.isFinite(point.value().mean()))
                    .toList();
        }
    }

    /** A figure of one version; without a band low and high equal the mean. */
    record Point(int version, Interval value) {
        static Point of(int version, double value) {
            return new Point(version, new Interval(value, value, value));
        }
    }

    LineChart line(String name, List<Point> points) {
        Series line = new Series(name, points);
        if (!line.points().isEmpty()) {
            series.add(line);
        }
        return this;
    }

    /** Marks a level that has a meaning of its own. */
    LineChart level(double value) {
        this.level = value;
        return this;
    }

    String render() {
        List<Point> all =
                series.stream().flatMap(line -> line.points().stream()).toList();
        if (all.isEmpty()) {
            return "<p class=\"empty\">Not measured in this run.</p>\n";
        }
        Scale x = Scale.covering(
                all.stream().mapToInt(Point::version).min().orElse(0),
                Math.max(1, all.stream().mapToInt(Point::version).max().orElse(1)),
                6);
        Scale y = Scale.covering(lowest(all), highest(all), 4);
        Svg svg = new Svg();
        svg.add(
                "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">",
                (int) WIDTH, (int) HEIGHT, description(all));
        drawAxes(svg, x, y);
        for (int i = 0; i < series.size(); i++) {
            drawSeries(svg, x, y, series.get(i), "s" + (i % 6 + 1));
        }
        if (series.size() > 1) {
            drawNames(svg, y);
        }
        return svg.raw("</svg>\n").toString();
    }

    private double lowest(List<Point> all) {
        double low =
                all.stream().mapToDouble(point -> point.value().low()).min().orElse(0);
        return Double.isNaN(level) ? low : Math.min(low, level);
    }

    private double highest(List<Point> all) {
        double high =
                all.stream().mapToDouble(point -> point.value().high()).max().orElse(1);
        return Double.isNaN(level) ? high : Math.max(high, level);
    }

    private String description(List<Point> all) {
        Point last = all.get(all.size() - 1);
        return String.format(
                Locale.ROOT,
                "%s by version; last value %.3f",
                title,
                last.value().mean());
    }

    private void drawAxes(Svg svg, Scale x, Scale y) {
        for (double tick : y.ticks()) {
            svg.add(
                    "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>",
                    LEFT, right(), y(y, tick), y(y, tick));
            svg.add(
                    "<text class=\"tick\" x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>",
                    LEFT - 8, y(y, tick) + 4, y.label(tick));
        }
        for (double tick : x.ticks()) {
            if (Math.abs(tick - Math.rint(tick)) < 1e-9) {
                svg.add(
                        "<text class=\"tick\" x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>",
                        x(x, tick), HEIGHT - 17, Math.round(tick));
            }
        }
        svg.add(
                "<text class=\"axis\" x=\"%s\" y=\"%s\" text-anchor=\"middle\">iteration</text>",
                (LEFT + right()) / 2, HEIGHT - 2);
        if (Double.isFinite(level)) {
            svg.add(
                    "<line class=\"level\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>",
                    LEFT, right(), y(y, level), y(y, level));
        }
    }

    private void drawSeries(Svg svg, Scale x, Scale y, Series line, String style) {
        StringBuilder path = new StringBuilder();
        StringBuilder band = new StringBuilder();
        for (Point point : line.points()) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(place(x, y, point.version(), point.value().mean()));
            band.append(band.isEmpty() ? "M" : "L")
                    .append(place(x, y, point.version(), point.value().high()));
        }
        for (int i = line.points().size() - 1; i >= 0; i--) {
            Point point = line.points().get(i);
            band.append("L").append(place(x, y, point.version(), point.value().low()));
        }
        if (line.points().stream()
                .anyMatch(point -> point.value().high() > point.value().low())) {
            svg.add("<path class=\"band %s\" d=\"%sZ\"/>", style, band);
        }
        svg.add("<path class=\"line %s\" d=\"%s\"/>", style, path);
        for (Point point : line.points()) {
            svg.add(
                    "<circle class=\"dot %s\" cx=\"%s\" cy=\"%s\" r=\"3\"><title>%s</title></circle>",
                    style, x(x, point.version()), y(y, point.value().mean()), hover(line, point));
        }
    }

    private static String hover(Series line, Point point) {
        Interval value = point.value();
        String name = line.name().isEmpty() ? "" : line.name() + ", ";
        String band = value.high() > value.low()
                ? String.format(Locale.ROOT, " (%.3f to %.3f)", value.low(), value.high())
                : "";
        return String.format(Locale.ROOT, "%siteration %d: %.3f%s", name, point.version(), value.mean(), band);
    }

    /** Names at the lines' ends, moved apart where they would overlap. */
    private void drawNames(Svg svg, Scale y) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> y(y, endOf(series.get(i)))));
        double[] places = new double[order.size()];
        for (int i = 0; i < places.length; i++) {
            double wanted = y(y, endOf(series.get(order.get(i)))) + 4;
            places[i] = i == 0 ? wanted : Math.max(wanted, places[i - 1] + LABEL_GAP);
        }
        double limit = HEIGHT - BOTTOM + 4;
        for (int i = places.length - 1; i >= 0; i--) {
            places[i] = Math.min(places[i], limit);
            limit = places[i] - LABEL_GAP;
        }
        for (int i = 0; i < places.length; i++) {
            int index = order.get(i);
            svg.add(
                    "<text class=\"name s%s\" x=\"%s\" y=\"%s\">%s</text>",
                    index % 6 + 1, right() + 10, places[i], series.get(index).name());
        }
    }

    private static double endOf(Series line) {
        return line.points().get(line.points().size() - 1).value().mean();
    }

    private double right() {
        int longest = series.size() < 2
                ? 0
                : series.stream().mapToInt(line -> line.name().length()).max().orElse(0);
        return WIDTH - 12 - (longest == 0 ? 0 : 12 + 6.6 * longest);
    }

    private double x(Scale scale, double version) {
        return LEFT + 6 + scale.at(version) * (right() - LEFT - 12);
    }

    private static double y(Scale scale, double value) {
        return HEIGHT - BOTTOM - scale.at(value) * (HEIGHT - BOTTOM - TOP);
    }

    private String place(Scale x, Scale y, double version, double value) {
        return Svg.number(x(x, version)) + " " + Svg.number(y(y, value));
    }
}
