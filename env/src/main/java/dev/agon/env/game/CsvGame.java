package dev.agon.env.game;

import dev.agon.env.game.GameFile.Cell;
import java.util.ArrayList;
import java.util.List;

/**
 * A game as comma-, semicolon- or tab-separated values: a line for each action, before it one line of names where it is
 * wanted. A first column of names is passed over where the line of names has an empty or extra field in front.
 */
final class CsvGame {
    private final String file;

    private CsvGame(String file) {
        this.file = file;
    }

    /** A line that is not blank. */
    private record Line(int number, List<String> fields) {}

    static MatrixGame parse(String file, String name, String text) {
        return new CsvGame(file).parse(name, text);
    }

    private MatrixGame parse(String name, String text) {
        List<Line> lines = lines(text);
        boolean header = !lines.isEmpty() && isHeader(lines);
        List<Line> data = header ? lines.subList(1, lines.size()) : lines;
        boolean labels = header && hasLabels(lines.get(0), data);
        List<List<Cell>> rows = new ArrayList<>();
        for (Line line : data) {
            rows.add(cells(line, labels ? 1 : 0));
        }
        List<String> names = List.of();
        if (header) {
            List<String> fields = lines.get(0).fields();
            List<String> own = labels && fields.get(0).isEmpty() ? fields.subList(1, fields.size()) : fields;
            names = GameFile.names(file, lines.get(0).number(), own, rows.size());
        }
        return GameFile.game(file, name, rows, names);
    }

    private static List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        List<String> raw = text.lines().toList();
        String separator = text.contains(";") ? ";" : text.contains("\t") ? "\t" : ",";
        for (int i = 0; i < raw.size(); i++) {
            if (!raw.get(i).isBlank()) {
                List<String> fields = new ArrayList<>();
                for (String field : raw.get(i).split(separator, -1)) {
                    fields.add(unquoted(field.strip()));
                }
                lines.add(new Line(i + 1, fields));
            }
        }
        return lines;
    }

    private static String unquoted(String field) {
        boolean quoted = field.length() >= 2 && field.startsWith("\"") && field.endsWith("\"");
        return quoted ? field.substring(1, field.length() - 1) : field;
    }

    /** Whether the first line holds names: none of its fields is a number, or it is one line more than a square has. */
    private static boolean isHeader(List<Line> lines) {
        List<String> first = lines.get(0).fields();
        return first.stream().noneMatch(CsvGame::isNumber)
                || (lines.size() == first.size() + 1 && lines.get(1).fields().size() == first.size());
    }

    private static boolean hasLabels(Line header, List<Line> data) {
        boolean extra = header.fields().get(0).isEmpty() || header.fields().size() == data.size();
        return extra
                && !data.isEmpty()
                && data.stream().allMatch(line -> line.fields().size() == data.size() + 1);
    }

    private List<Cell> cells(Line line, int from) {
        List<Cell> cells = new ArrayList<>();
        for (int i = from; i < line.fields().size(); i++) {
            String field = line.fields().get(i);
            if (!isNumber(field)) {
                throw GameFile.at(
                        file, line.number(), i + 1, "\"" + field + "\" is no number; write a probability such as 0.5");
            }
            cells.add(new Cell(Double.parseDouble(field), line.number(), i + 1));
        }
        return cells;
    }

    private static boolean isNumber(String field) {
        try {
            Double.parseDouble(field);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
