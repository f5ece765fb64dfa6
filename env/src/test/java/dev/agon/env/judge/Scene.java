package dev.agon.env.judge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.env.task.Split;
import dev.agon.env.task.Task;
import dev.agon.env.task.TextExample;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sampling;
import dev.agon.policy.SamplingOptions;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Group;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Prompts, answers and a context that the tests of judges share. */
final class Scene {
    static final Config REFERENCE = ConfigFactory.parseString(
                    "agon.judge.bradley-terry {\n# The tests' own.\nfile = src/test/resources/comparisons.jsonl\n}")
            .withFallback(ConfigFactory.parseResources("reference.conf"))
            .resolve();
    static final Prompt ESPRESSO = ask("espresso");

    /** Answers of every kind: good, vague, long, short, repetitive, copied, cut off (in the last place). */
    static final List<String> ANSWERS = List.of(
            " strong black coffee brewed under steam pressure",
            " a beverage made from beans that people drink in the morning",
            " a kind of small hot drink",
            " a person who brews",
            " the act of brewing the act of brewing the act of brewing strong coffee",
            " espresso is a strong coffee from Italy",
            "",
            " any of numerous gallinaceous percolations of the genus Coffea that were first cultivated in the "
                    + "highlands of eastern Africa and then brought by merchants to Venice and Vienna",
            " strong black coffee brewed under");

    private Scene() {}

    static Prompt ask(String word) {
        return new Prompt("definitions/noun/" + word, word + " (noun):", Map.of("word", word, "pos", "noun"));
    }

    static Completion answer(String text, boolean ended) {
        int[] characters = text.chars().toArray();
        int[] tokens = ended ? Arrays.copyOf(characters, characters.length + 1) : characters;
        return new Completion(0, Tokens.of(tokens), LogProbs.of(new float[tokens.length]), ended, text, List.of());
    }

    static Group group(Prompt prompt, List<String> answers) {
        return new Group(
                prompt,
                Tokens.of(prompt.text().chars().toArray()),
                answers.stream().map(text -> answer(text, true)).toList());
    }

    /** All of {@link #ANSWERS}, the last one cut off by the length limit. */
    static Group everyKind(Prompt prompt) {
        Group ended = group(prompt, ANSWERS.subList(0, ANSWERS.size() - 1));
        List<Completion> completions = new ArrayList<>(ended.completions());
        completions.add(answer(ANSWERS.get(ANSWERS.size() - 1), false));
        return new Group(prompt, ended.promptTokens(), completions);
    }

    /** A context with three other prompts and a base model whose likelihoods are arbitrary but fixed. */
    static JudgeContext context() {
        return context(new FakeModel(
                (prompt, completion) ->
                        -10 * CounterRandom.of(1).at(prompt).at(completion).uniform(0),
                512));
    }

    static JudgeContext context(FakeModel model) {
        return context(() -> model);
    }

    static JudgeContext context(Supplier<LanguageModel> opener) {
        return new JudgeContext(
                new FewWords(),
                Path.of("base"),
                any -> opener.get(),
                samples -> new SamplingOptions(samples, 32, Sampling.at(1)));
    }

    static Reader reader(String path) {
        return Settings.of(REFERENCE, path).create(Reader.class);
    }

    static Reader reader(String path, String overrides) {
        Config config = ConfigFactory.parseString(overrides).atPath(path).withFallback(REFERENCE);
        return Settings.of(config, path).create(Reader.class);
    }

    static Judge judge(String name) {
        return judge(REFERENCE, name);
    }

    static Verdict verdict(Judge judge, Group group) {
        return judge.judge(List.of(group), context()).get(0);
    }

    static Judge judge(Config config, String name) {
        return Settings.of(config, "agon.judge." + name).create(Judge.class);
    }

    private static final class FewWords implements Task {
        @Override
        public String name() {
            return "few-words";
        }

        @Override
        public List<Prompt> prompts(Split split) {
            return List.of(ask("espresso"), ask("dog"), ask("house"), ask("river"));
        }

        @Override
        public List<TextExample> corpus(Split split) {
            return List.of();
        }
    }
}
