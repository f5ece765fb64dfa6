package dev.agon.env.game;

import dev.agon.protocol.InputException;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Nearest;
import dev.agon.protocol.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A game as a language model plays it: a context is a prompt of one word, an action a sequence of symbols. Immutable.
 */
public final class WrittenGame {
    /** Key of a prompt's fact: the game's name. */
    public static final String GAME = "game";
    /** Key of a prompt's fact: the context's name. */
    public static final String CONTEXT = "context";

    private static final String QUESTION = "play:";
    private static final int MOST_SEQUENCES = 1 << 16;

    private final String name;
    private final List<MatrixGame> contexts;
    private final Spelling spelling;
    private final Map<String, Integer> numbers;

    private WrittenGame(String name, Game game) {
        this.name = name;
        this.contexts = List.copyOf(game.contexts());
        this.spelling = game.spelling();
        List<String> symbols = spelling.symbols();
        this.numbers =
                IntStream.range(0, symbols.size()).boxed().collect(Collectors.toUnmodifiableMap(symbols::get, i -> i));
    }

    /**
     * The game that the key {@code game} of a block names: a block of {@code agon.game}.
     *
     * @throws ConfigurationException if there is none of this name, or it has too many sequences to be enumerated
     */
    public static WrittenGame of(Settings settings) {
        return of(settings.elsewhere("agon.game"), settings.text("game"), why -> settings.fault("game", why));
    }

    /**
     * The game of this name among the blocks of {@code agon.game}.
     *
     * @throws ConfigurationException as above
     */
    public static WrittenGame of(Settings games, String name) {
        return of(games, name, why -> new ConfigurationException("The game " + why + "."));
    }

    private static WrittenGame of(Settings games, String name, Function<String, ConfigurationException> fault) {
        List<String> known = games.names();
        if (!known.contains(name)) {
            throw fault.apply("is \"" + name + "\" but must be one of " + String.join(", ", known)
                    + Nearest.to(name, known)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(""));
        }
        WrittenGame game = new WrittenGame(name, games.block(name).create(Game.class));
        if (Math.pow(game.spelling.symbols().size(), game.spelling.length()) > MOST_SEQUENCES) {
            throw fault.apply("is \"" + name + "\", which has more than " + MOST_SEQUENCES
                    + " answers, too many to enumerate a policy; choose a smaller game");
        }
        return game;
    }

    /** The name of the game's block. */
    public String name() {
        return name;
    }

    /** Its contexts. */
    public List<MatrixGame> contexts() {
        return contexts;
    }

    /** How its actions are written. */
    public Spelling spelling() {
        return spelling;
    }

    /** The one word that asks for an action in a context. */
    public String question(int context) {
        return contexts.size() == 1 ? QUESTION : contexts.get(context).name().replaceAll("\\s+", "_") + ":";
    }

    /** What a prompt in a context tells judges. */
    public Map<String, String> facts(int context) {
        return Map.of(GAME, name, CONTEXT, contexts.get(context).name());
    }

    /**
     * The context that a prompt asks about.
     *
     * @throws InputException if the prompt is none of this game
     */
    public int context(Prompt prompt) {
        String game = prompt.meta().getOrDefault(GAME, name);
        String context = prompt.meta().getOrDefault(CONTEXT, contexts.get(0).name());
        for (int c = 0; game.equals(name) && c < contexts.size(); c++) {
            if (contexts.get(c).name().equals(context)) {
                return c;
            }
        }
        throw new InputException("The prompt " + prompt.id() + " asks for " + context + " of the game " + game
                + ", but the judge compares answers of " + name
                + "; set agon.judge.game.game to the game that the task plays.");
    }

    /** The action that a text is in a context; -1 if it is none. */
    public int action(int context, String text) {
        return spelling.read(numbers, text)
                .map(sequence -> spelling.action(context, sequence))
                .orElse(-1);
    }
}
