package dev.agon.actors.solve;

import dev.agon.protocol.InputException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Curves as a PNG, of a game on the left against iterations and on the right against the oracle's queries; the last
 * iterate drawn through, the average dashed, a colour an algorithm.
 */
public final class CurveImage {
    private static final int PANEL = 640;
    private static final int HEIGHT = 480;
    private static final int LEFT = 64;
    private static final int RIGHT = 24;
    private static final int TOP = 48;
    private static final int BOTTOM = 48;
    private static final int LEGEND_LINE = 18;
    private static final int BAND = 40; // of 255, how opaque an interval is

    /** Colours that the colour-blind tell apart (Okabe and Ito 2008, "Color universal design"). */
    private static final List<Color> COLORS = List.of(
            new Color(0x0072B2),
            new Color(0xD55E00),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0xE69F00),
            new Color(0x56B4E9),
            new Color(0x000000));

    private final Graphics2D ink;

    private CurveImage(Graphics2D ink) {
        this.ink = ink;
    }

    /**
     * Draws solutions of one game into a file, which is replaced where it exists.
     *
     * @throws InputException if it cannot be written
     */
    public static void write(Path file, String title, List<Solution> solutions) {
        write(file, List.of(title, title), List.of(Curves.byIteration(solutions), Curves.byQuery(solutions)));
    }

    /**
     * Draws panels side by side into a file, which is replaced where it exists. The first one's lines are the legend's.
     *
     * @param titles a panel each
     * @throws InputException if it cannot be written
     */
    public static void write(Path file, List<String> titles, List<Curves> panels) {
        int columns = 2 * panels.size(); // of the legend
        int legend = LEGEND_LINE * ((panels.get(0).lines().size() + columns - 1) / columns);
        BufferedImage image = new BufferedImage(panels.size() * PANEL, HEIGHT + legend, BufferedImage.TYPE_INT_RGB);
        Graphics2D ink = image.createGraphics();
        ink.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        ink.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        ink.setColor(Color.WHITE);
        ink.fillRect(0, 0, image.getWidth(), image.getHeight());
        CurveImage drawing = new CurveImage(ink);
        for (int i = 0; i < panels.size(); i++) {
            drawing.panel(i * PANEL, titles.get(i), panels.get(i));
        }
        drawing.legend(panels.get(0), columns);
        ink.dispose();
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new InputException(
                    "The picture " + file + " cannot be written; name a file in an existing directory.", e);
        }
    }

    private void panel(int offset, String title, Curves curves) {
        ink.setStroke(new BasicStroke(1));
        ink.setColor(Color.DARK_GRAY);
        ink.drawString(title + ": " + curves.figure() + " against " + curves.axis(), offset + LEFT, TOP - 20);
        for (int power = curves.bottom(); power <= curves.top(); power++) {
            double y = y(curves, power);
            grid(offset + LEFT, y, offset + PANEL - RIGHT, y);
            ink.drawString("1e" + power, offset + 18, (int) y + 4);
        }
        for (int power = (int) Math.ceil(curves.left()); power <= curves.right(); power++) {
            double x = offset + x(curves, power);
            grid(x, TOP, x, HEIGHT - BOTTOM);
            ink.drawString(String.format(Locale.ROOT, "1e%d", power), (int) x - 10, HEIGHT - BOTTOM + 18);
        }
        for (Curves.Line line : curves.lines()) {
            if (!line.band().isEmpty()) {
                Color color = COLORS.get(line.algorithm() % COLORS.size());
                ink.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), BAND));
                ink.fill(path(offset, curves, line.band()));
            }
        }
        for (Curves.Line line : curves.lines()) {
            pen(line);
            ink.draw(path(offset, curves, line.points()));
        }
    }

    private void grid(double x1, double y1, double x2, double y2) {
        Color text = ink.getColor();
        ink.setColor(new Color(0xDDDDDD));
        ink.drawLine((int) x1, (int) y1, (int) x2, (int) y2);
        ink.setColor(text);
    }

    private static Path2D path(int offset, Curves curves, List<Curves.Point> points) {
        Path2D path = new Path2D.Double();
        for (Curves.Point point : points) {
            double x = offset + x(curves, point.x());
            double y = y(curves, point.y());
            if (path.getCurrentPoint() == null) {
                path.moveTo(x, y);
            }
            path.lineTo(x, y);
        }
        return path;
    }

    private void legend(Curves curves, int columns) {
        for (int i = 0; i < curves.lines().size(); i++) {
            Curves.Line line = curves.lines().get(i);
            int x = LEFT + i % columns * (columns * PANEL / 2 - LEFT - RIGHT) / columns;
            int y = HEIGHT + i / columns * LEGEND_LINE;
            pen(line);
            ink.drawLine(x, y, x + 32, y);
            ink.setColor(Color.DARK_GRAY);
            ink.drawString(line.name(), x + 40, y + 4);
        }
    }

    private void pen(Curves.Line line) {
        float[] dashes = {6, 4};
        ink.setColor(COLORS.get(line.algorithm() % COLORS.size()));
        ink.setStroke(
                line.average()
                        ? new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0)
                        : new BasicStroke(1.8f));
    }

    private static double x(Curves curves, double log) {
        return LEFT + (log - curves.left()) / (curves.right() - curves.left()) * (PANEL - LEFT - RIGHT);
    }

    private static double y(Curves curves, double log) {
        return TOP + (curves.top() - log) / (curves.top() - curves.bottom()) * (HEIGHT - TOP - BOTTOM);
    }
}
