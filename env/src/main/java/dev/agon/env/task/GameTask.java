package dev.agon.env.task;

import dev.agon.env.game.WrittenGame;
import dev.agon.env.game.metric.GameProbe;
import dev.agon.env.metric.Probe;
import dev.agon.protocol.InputException;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A preference game whose answer is known, played by a language model: a prompt is a context of the game, an answer the
 * symbols of an action ({@link WrittenGame}).
 *
 * <p>A game has no words that it could keep back, so each split asks the same contexts, {@code prompts} times in turn;
 * the prompts differ in their ids alone, which is what random numbers are keyed by.
 */
public final class GameTask implements Task {
    private static final int MOST_PROMPTS = 1_000_000;

    private final String name;
    private final WrittenGame game;
    private final int count;
    private final Probe probe;

    /** The task of a block. */
    public GameTask(Settings settings) {
        this.name = settings.name();
        this.game = WrittenGame.of(settings);
        this.count = settings.integer("prompts", 1, MOST_PROMPTS);
        this.probe = new GameProbe(game, settings.number("tau", 1e-3, 1e6));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Prompt> prompts(Split split) {
        List<Prompt> prompts = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            int context = number % game.contexts().size();
            String id = String.format(Locale.ROOT, "%s/%s/%s/%06d", name, game.name(), split.label(), number);
            prompts.add(new Prompt(id, game.question(context), game.facts(context)));
        }
        return PromptOrder.shuffled(prompts);
    }

    @Override
    public List<TextExample> corpus(Split split) {
        throw new InputException("The task " + name + " has no text to pretrain on; the model that plays a game's"
                + " reference is written by: agon solve " + game.name() + " --model DIR.");
    }

    @Override
    public Optional<Probe> probe() {
        return Optional.of(probe);
    }
}
