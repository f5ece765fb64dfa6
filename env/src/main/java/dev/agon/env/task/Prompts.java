package dev.agon.env.task;

import dev.agon.policy.chat.ChatTemplate;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.InputException;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's own prompts, from a file in TRL's prompt-only format: one JSON object a line, plain {@code {"prompt":
 * "..."}} or conversational {@code {"prompt": [{"role": "user", "content": "..."}]}}; a further field may hold a
 * written answer, for algorithms that learn from one; other fields are left alone. Conversations become text by the
 * block's {@linkplain Conversations template}. A prompt's split depends on its text alone; a prompt that the file
 * repeats counts once, with its first answer.
 */
public final class Prompts implements Task {
    private static final Logger LOG = LoggerFactory.getLogger(Prompts.class);

    private final String name;
    private final Path file;
    private final Supplier<ChatTemplate> template;
    private final String answerField;
    private final Shares shares;
    private @Nullable Loaded loaded;

    /** What the file holds: its prompts, and written answers by the prompts' ids. */
    private record Loaded(Map<Split, List<Prompt>> prompts, Map<String, String> answers) {}

    /** Checks the settings; the file is read on first use. */
    public Prompts(Settings settings) {
        this.name = settings.name();
        this.file = settings.file("file");
        this.template = Conversations.template(settings.block("template"));
        this.answerField = settings.text("answer");
        this.shares = shares(settings);
    }

    private static Shares shares(Settings settings) {
        double validation = settings.number("validation", 0, 1);
        double heldOut = settings.number("held-out", 0, 1);
        if (validation + heldOut >= 1) {
            throw settings.fault(
                    "held-out",
                    "is " + heldOut + " and leaves nothing for self-play beside validation = " + validation
                            + "; their sum must be below 1");
        }
        return new Shares(1 - validation - heldOut, validation, heldOut);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Prompt> prompts(Split split) {
        List<Prompt> found = load().prompts().getOrDefault(split, List.of());
        if (found.isEmpty()) {
            String cure = split == Split.TRAIN
                    ? "its prompts are for self-play and evaluation only"
                    : "add prompts to the file or raise the split's share in agon.task." + name;
            throw new InputException(file + " has no prompts in the split " + split.label() + "; " + cure + ".");
        }
        return found;
    }

    @Override
    public Optional<String> answer(Prompt prompt) {
        return Optional.ofNullable(load().answers().get(prompt.id()));
    }

    @Override
    public List<TextExample> corpus(Split split) {
        throw new InputException("The task " + name + " asks the prompts of " + file
                + " and has no text to pretrain on; pretrain with --set agon.task.use=definitions.");
    }

    private synchronized Loaded load() {
        if (loaded == null) {
            loaded = read();
        }
        return loaded;
    }

    private Loaded read() {
        List<PromptFile.Asked> texts = new PromptFile(file, template, answerField).read();
        Map<String, Prompt> byId = new LinkedHashMap<>();
        Map<String, String> answers = new HashMap<>();
        for (PromptFile.Asked asked : texts) {
            String text = asked.prompt();
            Prompt prompt = new Prompt(name + "/" + fingerprint(text), text, Map.of());
            asked.answer().ifPresent(answer -> answers.putIfAbsent(prompt.id(), answer));
            Prompt other = byId.putIfAbsent(prompt.id(), prompt);
            if (other != null && !other.text().equals(text)) {
                throw new InputException(file + " holds two prompts with the fingerprint " + prompt.id()
                        + "; change a character of one of them.");
            }
        }
        if (byId.size() < texts.size()) {
            LOG.warn(
                    "{} repeats {} of its {} prompts; each counts once",
                    file,
                    texts.size() - byId.size(),
                    texts.size());
        }
        Map<Split, List<Prompt>> bySplit = new EnumMap<>(Split.class);
        for (Prompt prompt : PromptOrder.shuffled(new ArrayList<>(byId.values()))) {
            bySplit.computeIfAbsent(shares.of(prompt.text()), split -> new ArrayList<>())
                    .add(prompt);
        }
        bySplit.replaceAll((split, prompts) -> List.copyOf(prompts));
        return new Loaded(bySplit, answers);
    }

    /** 64 bits of the text, in hexadecimal: the prompt's name. */
    private static String fingerprint(String text) {
        return String.format(
                Locale.ROOT, "%016x", CounterRandom.of(0).at("prompt").at(text).bits(0));
    }
}
