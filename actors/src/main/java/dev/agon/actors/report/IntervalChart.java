package dev.agon.actors.report;

import java.util.Locale;
import java.util.SortedMap;

/** Win rates with their intervals, one row each, on an axis from 0 to 1 with the even point marked. */
final class IntervalChart {
    private static final double WIDTH = 460;
    private static final double LEFT = 96;
    private static final double RIGHT = 408;
    private static final double ROW = 34;
    private static final double TOP = 8;

    private IntervalChart() {}

    static String render(SortedMap<String, Interval> rates) {
        if (rates.isEmpty()) {
            return "<p class=\"empty\">This judge has no readers.</p>\n";
        }
        double bottom = TOP + ROW * rates.size();
        Svg svg = new Svg();
        svg.add(
                "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"Win rate by reader\">",
                (int) WIDTH, (int) bottom + 22);
        for (int tick = 0; tick <= 4; tick++) {
            double x = x(tick / 4.0);
            svg.add(
                    "<line class=\"%s\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>",
                    tick == 2 ? "level" : "grid", x, x, TOP, bottom);
            svg.add(
                    "<text class=\"tick\" x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>",
                    x, bottom + 16, tick / 4.0);
        }
        double y = TOP + ROW / 2;
        for (var entry : rates.entrySet()) {
            row(svg, y, entry.getKey(), entry.getValue());
            y += ROW;
        }
        return svg.raw("</svg>\n").toString();
    }

    private static void row(Svg svg, double y, String name, Interval rate) {
        svg.add("<text class=\"rowname\" x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>", LEFT - 12, y + 4, name);
        svg.add(
                "<line class=\"whisker s1\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>",
                x(rate.low()), x(rate.high()), y, y);
        svg.add(
                "<circle class=\"dot s1\" cx=\"%s\" cy=\"%s\" r=\"5\"><title>%s</title></circle>",
                x(rate.mean()),
                y,
                String.format(Locale.ROOT, "%s: %.3f (%.3f to %.3f)", name, rate.mean(), rate.low(), rate.high()));
        svg.add("<text class=\"value\" x=\"%s\" y=\"%s\">%s</text>", RIGHT + 12, y + 4, rate.mean());
    }

    private static double x(double value) {
        return LEFT + value * (RIGHT - LEFT);
    }
}
