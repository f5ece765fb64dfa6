package dev.agon.env.game;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.agon.env.game.GameFile.Cell;
import dev.agon.protocol.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A game as JSON: an array of rows, or an object with the rows as {@code P} and optionally {@code actions} (names),
 * {@code reference} and {@code start} (probabilities). Columns in complaints are those of the text.
 */
final class JsonGame {
    private static final Set<String> POLICIES = Set.of("reference", "start");

    private final String file;
    private final JsonParser parser;
    private final List<List<Cell>> rows = new ArrayList<>();
    private final List<String> actions = new ArrayList<>();
    private final List<Cell> reference = new ArrayList<>();
    private final List<Cell> start = new ArrayList<>();
    private int actionsLine;

    private JsonGame(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    static MatrixGame parse(String file, String name, String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            return new JsonGame(file, parser).game(name);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new InputException(file + ":" + line + ": this is no JSON (" + e.getOriginalMessage() + ").", e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private MatrixGame game(String name) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            readRows();
        } else if (first == JsonToken.START_OBJECT) {
            readObject();
        } else {
            throw wrong("an array of rows, or an object that has them as P");
        }
        if (parser.nextToken() != null) {
            throw wrong("the end of the file");
        }
        List<String> names = actions.isEmpty() ? List.of() : GameFile.names(file, actionsLine, actions, rows.size());
        MatrixGame game = GameFile.game(file, name, rows, names);
        if (!reference.isEmpty()) {
            game = game.withReference(policy("reference", reference));
        }
        return start.isEmpty() ? game : game.withStart(policy("start", start));
    }

    private void readObject() throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            if (field.equals("P")) {
                require(JsonToken.START_ARRAY, "an array of rows");
                readRows();
            } else if (field.equals("actions")) {
                readActions();
            } else if (POLICIES.contains(field)) {
                require(JsonToken.START_ARRAY, "an array of probabilities");
                readNumbers(field.equals("start") ? start : reference);
            } else {
                parser.skipChildren(); // a note, or what another program keeps beside the matrix
            }
        }
    }

    private void readRows() throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(JsonToken.START_ARRAY, "a row, an array of probabilities");
            List<Cell> row = new ArrayList<>();
            readNumbers(row);
            rows.add(row);
        }
    }

    private void readNumbers(List<Cell> numbers) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isNumeric()) {
                throw wrong("a number, a probability such as 0.5");
            }
            numbers.add(new Cell(
                    parser.getDoubleValue(),
                    parser.currentTokenLocation().getLineNr(),
                    parser.currentTokenLocation().getColumnNr()));
        }
    }

    private void readActions() throws IOException {
        require(JsonToken.START_ARRAY, "an array of names");
        actionsLine = parser.currentTokenLocation().getLineNr();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(JsonToken.VALUE_STRING, "a name in quotation marks");
            actions.add(parser.getText());
        }
    }

    private TabularPolicy policy(String field, List<Cell> cells) {
        double sum = 0;
        for (Cell cell : cells) {
            if (!(cell.value() > 0 && cell.value() <= 1)) {
                throw GameFile.at(
                        file,
                        cell,
                        field + " holds " + cell.value() + " but every action must be played,"
                                + " with a probability above 0");
            }
            sum += cell.value();
        }
        if (cells.size() != rows.size() || Math.abs(sum - 1) > Cells.ROUNDING) {
            throw GameFile.at(
                    file,
                    cells.get(0),
                    field + " has " + cells.size() + " probabilities that sum to " + sum + " but must have "
                            + rows.size() + " that sum to 1");
        }
        return TabularPolicy.of(cells.stream().mapToDouble(Cell::value).toArray());
    }

    private void require(JsonToken token, String wanted) throws IOException {
        if (parser.currentToken() != token) {
            throw wrong(wanted);
        }
    }

    private InputException wrong(String wanted) throws IOException {
        String found = parser.currentToken() == null ? "nothing" : parser.getText();
        return GameFile.at(
                file,
                parser.currentTokenLocation().getLineNr(),
                parser.currentTokenLocation().getColumnNr(),
                "found " + found + " where there must be " + wanted);
    }
}
