package dev.agon.actors.solve;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Curves as characters. One algorithm's last iterate is {@code *} and its average {@code o}; of several, the last are
 * capital letters and the averages small ones. Where two meet the first one named is seen.
 */
public final class CurveText {
    private static final int WIDTH = 66;
    private static final int HEIGHT = 14;
    private static final int MARGIN = 8;

    private CurveText() {}

    /** Exploitability against iterations and below it against the oracle's queries. */
    public static String render(List<Solution> solutions) {
        return chart(Curves.byIteration(solutions), solutions.size())
                + System.lineSeparator()
                + chart(Curves.byQuery(solutions), solutions.size());
    }

    /** One chart. */
    public static String chart(Curves curves, int algorithms) {
        char[][] canvas = new char[HEIGHT][WIDTH];
        for (char[] row : canvas) {
            Arrays.fill(row, ' ');
        }
        for (int i = curves.lines().size() - 1; i >= 0; i--) {
            Curves.Line line = curves.lines().get(i);
            draw(canvas, curves, line, symbol(line, algorithms));
        }
        StringBuilder text = new StringBuilder();
        line(text, "%s (%s) against %s", curves.figure(), legend(curves, algorithms), curves.axis());
        for (int row = 0; row < HEIGHT; row++) {
            line(text, "%7s |%s", label(curves, row), new String(canvas[row]).stripTrailing());
        }
        line(text, "%s+%s", " ".repeat(MARGIN), "-".repeat(WIDTH));
        String first = count(curves.left());
        line(text, "%s%s%" + (WIDTH - first.length()) + "s", " ".repeat(MARGIN + 1), first, count(curves.right()));
        return text.toString();
    }

    private static void draw(char[][] canvas, Curves curves, Curves.Line line, char symbol) {
        List<Curves.Point> points = line.points();
        for (int i = 0; i < points.size(); i++) {
            Curves.Point to = points.get(i);
            Curves.Point from = points.get(Math.max(0, i - 1));
            int steps = Math.max(1, Math.abs(column(curves, to) - column(curves, from)));
            for (int step = 1; step <= steps; step++) {
                double share = (double) step / steps;
                Curves.Point at = new Curves.Point(
                        from.x() + share * (to.x() - from.x()), from.y() + share * (to.y() - from.y()));
                canvas[row(curves, at)][column(curves, at)] = symbol;
            }
        }
    }

    private static int column(Curves curves, Curves.Point point) {
        return (int) Math.round((point.x() - curves.left()) / (curves.right() - curves.left()) * (WIDTH - 1));
    }

    private static int row(Curves curves, Curves.Point point) {
        return (int) Math.round((curves.top() - point.y()) / (curves.top() - curves.bottom()) * (HEIGHT - 1));
    }

    /** The power of ten on whose row this is; else nothing. */
    private static String label(Curves curves, int row) {
        for (int power = curves.bottom(); power <= curves.top(); power++) {
            if (row(curves, new Curves.Point(0, power)) == row) {
                return "1e" + power;
            }
        }
        return "";
    }

    private static char symbol(Curves.Line line, int algorithms) {
        if (algorithms == 1) {
            return line.average() ? 'o' : '*';
        }
        return (char) ((line.average() ? 'a' : 'A') + line.algorithm() % 26);
    }

    private static String legend(Curves curves, int algorithms) {
        StringBuilder legend = new StringBuilder();
        for (Curves.Line line : curves.lines()) {
            legend.append(legend.isEmpty() ? "" : ", ")
                    .append(symbol(line, algorithms))
                    .append(' ')
                    .append(line.name());
        }
        return legend.toString();
    }

    private static String count(double log) {
        return String.format(Locale.ROOT, "%,d", Math.round(Math.pow(10, log)));
    }

    private static void line(StringBuilder text, String pattern, Object... values) {
        text.append(String.format(Locale.ROOT, pattern, values)).append(System.lineSeparator());
    }
}
