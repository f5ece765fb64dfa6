package dev.agon.actors.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.report.ResultJson;
import dev.agon.actors.run.Logs;
import dev.agon.policy.LanguageModel;
import dev.agon.policy.Sample;
import dev.agon.policy.SamplingOptions;
import dev.agon.policy.chat.Message;
import dev.agon.policy.chat.ModelTemplate;
import dev.agon.policy.chat.TemplateInputs;
import dev.agon.policy.decoder.DecoderModel;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.rollout.RolloutSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Answers a prompt with a model. */
@Command(
        name = "generate",
        description = {
            "Answers a prompt with a model: any checkpoint of a run, or any other Hugging Face directory.",
            "",
            "Examples:",
            "  agon generate --model runs/quickstart/checkpoints/step-000006 --prompt \"espresso (noun):\" -n 5",
            "  agon generate --model DIR --prompt-ids 17,4,9 --temperature 0 --json",
            "  agon generate --model DIR --prompt \"Once upon a time\" --top-p 0.9 --stop \".\"",
            "  agon generate --model DIR --chat --prompt \"Why is the sky blue?\"",
            "",
        })
final class GenerateCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            required = true,
            description = "Directory with config.json, model.safetensors and tokenizer.json, or with an adapter.")
    private Path model = Path.of("");

    @Option(
            names = "--base",
            order = OptionGroups.RARE,
            paramLabel = "DIR",
            description = "The model that the adapter belongs to; default: where the adapter says that it lies.")
    private @Nullable Path base;

    @ArgGroup(multiplicity = "1")
    private Prompt prompt = new Prompt();

    @Option(names = "--chat", description = "The prompt is a user's message: write it by the model's chat template.")
    private boolean chat;

    @Option(
            names = {"-n", "--samples"},
            paramLabel = "N",
            description = "Number of answers; default 1.")
    private int samples = 1;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "0 takes the likeliest token; default agon.rollout.temperature.")
    private @Nullable Double temperature;

    @Option(
            names = "--max-new-tokens",
            order = OptionGroups.RARE,
            paramLabel = "N",
            description = "Longest answer; default agon.rollout.max-new-tokens.")
    private @Nullable Integer maxNewTokens;

    @Option(
            names = "--top-k",
            order = OptionGroups.RARE,
            paramLabel = "N",
            description = "Draw from the N likeliest tokens; default agon.rollout.top-k.")
    private @Nullable Integer topK;

    @Option(
            names = "--top-p",
            order = OptionGroups.RARE,
            paramLabel = "P",
            description = "Leave out the unlikeliest 1 - P of the probability; default agon.rollout.top-p.")
    private @Nullable Double topP;

    @Option(
            names = "--min-p",
            order = OptionGroups.RARE,
            paramLabel = "P",
            description = "Leave out tokens P times less likely than the likeliest; default agon.rollout.min-p.")
    private @Nullable Double minP;

    @Option(
            names = "--stop",
            order = OptionGroups.RARE,
            paramLabel = "TEXT",
            description = "End an answer after this text; may be given several times. Default agon.rollout.stop.")
    private @Nullable List<String> stops;

    @Option(
            names = "--seed",
            order = OptionGroups.RARE,
            paramLabel = "N",
            description = "Same seed, same answers; default agon.run.seed.")
    private @Nullable Long seed;

    @Option(names = "--json", description = "Text, tokens and log-probabilities as JSON.")
    private boolean json;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    GenerateCommand(CliContext context) {
        this.context = context;
    }

    /** What to answer. */
    static final class Prompt {
        @Option(names = "--prompt", paramLabel = "TEXT", required = true, description = "The prompt as text.")
        private @Nullable String text;

        @Option(
                names = "--prompt-ids",
                paramLabel = "ID",
                split = ",",
                required = true,
                description = "The prompt as token ids instead: 17,4,9.")
        private @Nullable List<Integer> ids;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), parent.verbose());
        ResolvedConfig config = drawing(options.load(context));
        RolloutSettings rollout = RolloutSettings.of(config.settings("agon.rollout"));
        ModelSettings place = ModelSettings.of(config.settings("agon.model"));
        requireRange("-n", samples, 1, 1 << 16);
        try (LanguageModel policy = open(place, rollout.threads())) {
            int[] tokens = promptTokens(policy);
            SamplingOptions how = new SamplingOptions(samples, room(policy, tokens, rollout), rollout.sampling());
            long stream = seed != null ? seed : config.settings("agon.run").integer64("seed");
            List<Sample> answers = policy.sample(List.of(tokens), how, uniforms(stream, how));
            if (json) {
                context.out().print(json(policy, tokens, answers));
            } else {
                answers.forEach(answer -> context.out()
                        .println(policy.tokenizer().decode(answer.tokens()).strip()));
            }
        }
    }

    /** The configuration with what the options say of drawing. */
    private ResolvedConfig drawing(ResolvedConfig config) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        given.put("temperature", temperature);
        given.put("top-k", topK);
        given.put("top-p", topP);
        given.put("min-p", minP);
        given.put("stop", stops);
        ResolvedConfig all = config;
        for (Map.Entry<String, @Nullable Object> option : given.entrySet()) {
            Object value = option.getValue();
            if (value != null) {
                all = all.with("agon.rollout." + option.getKey(), value, "--" + option.getKey());
            }
        }
        return all;
    }

    private LanguageModel open(ModelSettings how, int threads) {
        return base == null
                ? DecoderModel.open(model, how.device(), threads, how.compute())
                : DecoderModel.open(model, Adapters.baseFor(model, base), how.device(), threads, how.compute());
    }

    private int[] promptTokens(LanguageModel policy) {
        if (prompt.ids != null && chat) {
            throw new ConfigurationException("--chat needs a text; give it by --prompt instead of --prompt-ids.");
        }
        if (prompt.ids == null) {
            int[] tokens = policy.tokenizer().encodePrompt(promptText());
            if (tokens.length == 0) {
                throw new InputException("The prompt is empty; give it at least one character.");
            }
            return tokens;
        }
        for (int id : prompt.ids) {
            if (id < 0 || id >= policy.config().vocabSize()) {
                throw new ConfigurationException("--prompt-ids holds " + id + " but the model's token ids are 0 to "
                        + (policy.config().vocabSize() - 1) + ".");
            }
        }
        return prompt.ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private String promptText() {
        String text = String.valueOf(prompt.text);
        if (!chat) {
            return text;
        }
        Path own = AdapterDirectory.isIn(model) ? AdapterDirectory.baseOf(model) : model;
        Path templates = base != null ? base : own;
        return ModelTemplate.read(templates, TemplateInputs.NONE).render(List.of(new Message("user", text)));
    }

    /** New tokens that are asked for, or the default as far as the context has room for it. */
    private int room(LanguageModel policy, int[] tokens, RolloutSettings rollout) {
        int left = policy.config().contextLength() - tokens.length;
        int wanted = maxNewTokens != null ? maxNewTokens : Math.max(1, Math.min(left, rollout.maxNewTokens()));
        requireRange("--max-new-tokens", wanted, 1, 1 << 20);
        if (wanted > left) {
            String name = prompt.ids != null ? "given by --prompt-ids" : quoted(String.valueOf(prompt.text));
            throw new InputException("The prompt " + name + " has " + tokens.length + " tokens, which with " + wanted
                    + " new ones exceeds the model's context of "
                    + policy.config().contextLength() + "; shorten it or lower --max-new-tokens.");
        }
        return wanted;
    }

    private static String quoted(String text) {
        return '"' + (text.length() <= 60 ? text : text.substring(0, 57) + "...") + '"';
    }

    private static void requireRange(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ConfigurationException(
                    option + " is " + value + " but must lie between " + min + " and " + max + ".");
        }
    }

    private static float[][] uniforms(long seed, SamplingOptions how) {
        float[][] uniforms = new float[how.samples()][how.maxNewTokens()];
        for (int sample = 0; sample < uniforms.length; sample++) {
            CounterRandom random = CounterRandom.of(seed).at("generate").at(sample);
            for (int token = 0; token < uniforms[sample].length; token++) {
                uniforms[sample][token] = random.uniformFloat(token);
            }
        }
        return uniforms;
    }

    private String json(LanguageModel policy, int[] tokens, List<Sample> answers) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("model", model.toString());
        node.put("prompt", policy.tokenizer().decode(tokens));
        List<Integer> ids = new ArrayList<>();
        Arrays.stream(tokens).forEach(ids::add);
        ids.forEach(node.putArray("prompt_tokens")::add);
        ArrayNode array = node.putArray("samples");
        for (Sample answer : answers) {
            ObjectNode sample = array.addObject();
            sample.put("text", policy.tokenizer().decode(answer.tokens()));
            ArrayNode answerTokens = sample.putArray("tokens");
            Arrays.stream(answer.tokens()).forEach(answerTokens::add);
            put(sample.putArray("logprobs"), answer.logProbs());
            put(sample.putArray("sampling_logprobs"), answer.samplingLogProbs());
            sample.put("ended", answer.ended());
        }
        return ResultJson.pretty(node);
    }

    private static void put(ArrayNode array, float[] values) {
        for (float value : values) {
            array.add(value);
        }
    }
}
