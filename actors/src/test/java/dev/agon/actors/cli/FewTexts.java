package dev.agon.actors.cli;

import dev.agon.env.task.Split;
import dev.agon.env.task.Task;
import dev.agon.env.task.TextExample;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.Settings;
import java.util.List;

/** A task with a little text and no prompts, to pre-train on in a test. */
public final class FewTexts implements Task {
    /** Made by the configuration. */
    public FewTexts(Settings settings) {}

    @Override
    public String name() {
        return "few-texts";
    }

    @Override
    public List<Prompt> prompts(Split split) {
        return List.of();
    }

    @Override
    public List<TextExample> corpus(Split split) {
        return List.of(
                new TextExample("espresso (noun):", " a strong coffee"), new TextExample("port (noun):", " a place"));
    }
}
