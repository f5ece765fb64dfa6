package dev.agon.env.game;

import dev.agon.protocol.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a game from a CSV or JSON file with any square of win probabilities; {@code docs/games.md} has the formats.
 *
 * <p>Every fault is an {@link InputException} that names file, line and column. Digits are taken as they stand, save
 * that a pair whose sum differs from 1 by no more than 1e-6 shares the difference.
 */
public final class GameFile {
    static final int MOST_ACTIONS = 2000;

    private GameFile() {}

    /** A number in a file and where it stands, both counted from 1. */
    record Cell(double value, int line, int column) {}

    /**
     * The game of a file.
     *
     * @throws InputException if the file cannot be read or holds no game
     */
    public static MatrixGame read(Path file) {
        String text = text(file);
        String name = file.getFileName().toString();
        return name.toLowerCase(Locale.ROOT).endsWith(".json")
                ? JsonGame.parse(file.toString(), name, text)
                : CsvGame.parse(file.toString(), name, text);
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException("The game " + file + " is no file; name an existing CSV or JSON file.");
        }
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IOException e) {
            throw new InputException("The game " + file + " cannot be read as UTF-8 text: " + e.getMessage() + ".", e);
        }
    }

    /** The game of rows of cells. */
    static MatrixGame game(String file, String name, List<List<Cell>> rows, List<String> actions) {
        if (rows.size() < 2) {
            throw new InputException(
                    file + " has " + rows.size() + " rows of numbers but a game needs at least 2 actions.");
        }
        if (rows.size() > MOST_ACTIONS) {
            throw new InputException(file + " has " + rows.size() + " rows but a game may have " + MOST_ACTIONS
                    + " actions at most; leave some out.");
        }
        double[][] cells = new double[rows.size()][rows.size()];
        for (int i = 0; i < cells.length; i++) {
            List<Cell> row = rows.get(i);
            if (row.size() != cells.length) {
                int line = row.isEmpty() ? i + 1 : row.get(0).line();
                throw new InputException(file + ":" + line + ": row " + (i + 1) + " has " + row.size()
                        + " numbers but there are " + cells.length + " rows; the matrix must be square.");
            }
            for (int j = 0; j < cells.length; j++) {
                cells[i][j] = row.get(j).value();
            }
        }
        return MatrixGame.of(
                name,
                actions.isEmpty() ? MatrixGame.numbered(cells.length) : actions,
                Cells.preference(cells, (i, j, why) -> at(file, rows.get(i).get(j), why)));
    }

    /** The complaint about a cell. */
    static InputException at(String file, Cell cell, String why) {
        return at(file, cell.line(), cell.column(), why);
    }

    /** The complaint about a place. */
    static InputException at(String file, int line, int column, String why) {
        return new InputException(file + ":" + line + ", column " + column + ": " + why + ".");
    }

    /** The names, if there are as many as actions. */
    static List<String> names(String file, int line, List<String> names, int actions) {
        if (names.size() != actions) {
            throw new InputException(file + ":" + line + ": there are " + names.size() + " names but " + actions
                    + " rows of numbers; give one name an action.");
        }
        return new ArrayList<>(names);
    }
}
