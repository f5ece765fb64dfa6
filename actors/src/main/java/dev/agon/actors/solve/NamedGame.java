package dev.agon.actors.solve;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.env.game.Game;
import dev.agon.env.game.GameFile;
import dev.agon.env.game.MatrixGame;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * A game that the user named.
 *
 * @param name as it was given
 * @param contexts its contexts
 */
public record NamedGame(String name, List<MatrixGame> contexts) {
    /** Copies the list. */
    public NamedGame {
        contexts = List.copyOf(contexts);
    }

    /**
     * The block of {@code agon.game} with this name, else the file at this path.
     *
     * @throws dev.agon.protocol.settings.ConfigurationException if it is neither, with the nearest name
     * @throws dev.agon.protocol.InputException if the file holds no game
     */
    public static NamedGame of(ResolvedConfig config, String name) {
        Settings games = config.settings("agon.game");
        List<String> known = games.names();
        if (known.contains(name)) {
            return new NamedGame(name, games.block(name).create(Game.class).contexts());
        }
        if (looksLikeFile(name)) {
            return new NamedGame(name, List.of(GameFile.read(Path.of(name))));
        }
        throw Unknown.name("game", name, known, " (or a file that ends in .csv or .json)");
    }

    private static boolean looksLikeFile(String name) {
        try {
            return name.contains("/") || name.matches("(?i).*\\.(csv|tsv|txt|json)") || Files.exists(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
