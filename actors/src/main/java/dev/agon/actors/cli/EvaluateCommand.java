package dev.agon.actors.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.actors.config.EvaluationSettings;
import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.report.FinalFigures;
import dev.agon.actors.report.OutcomeFigures;
import dev.agon.actors.report.ResultJson;
import dev.agon.actors.run.HeadToHead;
import dev.agon.actors.run.Logs;
import dev.agon.env.judge.Judge;
import dev.agon.env.task.Split;
import dev.agon.env.task.Task;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.rollout.RolloutSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lets two models answer the same prompts and has the answers judged. */
@Command(
        name = "evaluate",
        description = {
            "Lets two models answer the same prompts, each by its own draws, and has the answers judged.",
            "",
            "Examples:",
            "  agon evaluate --model runs/quickstart/checkpoints/step-000008 --against conf/quickstart/model",
            "  agon evaluate --model A --against B --prompts mine.jsonl --judge plain-text --json",
            "  agon evaluate --model A --against A --comparisons fixed.jsonl     data for a reward model",
            "",
        })
final class EvaluateCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "The model to measure.")
    private Path model = Path.of("");

    @Option(names = "--against", paramLabel = "DIR", required = true, description = "The model to beat.")
    private Path against = Path.of("");

    @Option(
            names = "--judge",
            paramLabel = "NAME",
            description = "A judge of the configuration; default agon.judge.use.")
    private @Nullable String judge;

    @Option(
            names = "--base",
            order = OptionGroups.RARE,
            paramLabel = "DIR",
            description = "The frozen model that judges may ask; default: the one given by --against.")
    private @Nullable Path base;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "JSONL prompts; default: the held-out prompts of the task.")
    private @Nullable Path prompts;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Prompts, at most; default agon.evaluation.test-prompts.")
    private @Nullable Integer count;

    @Option(
            names = "--seed",
            order = OptionGroups.RARE,
            paramLabel = "N",
            description = "Same seed, same figures; default agon.run.seed.")
    private @Nullable Long seed;

    @Option(
            names = "--comparisons",
            paramLabel = "FILE",
            description = "Also write every comparison of two answers to one prompt into this file, as JSONL in TRL's"
                    + " preference format: what the judge bradley-terry learns from.")
    private @Nullable Path comparisons;

    @Option(names = "--json", description = "The figures as JSON.")
    private boolean json;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    EvaluateCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), parent.verbose());
        ResolvedConfig config = config();
        RolloutSettings rollout = RolloutSettings.of(config.settings("agon.rollout"));
        EvaluationSettings evaluation = EvaluationSettings.of(config.settings("agon.evaluation"));
        ModelSettings frozen = new ModelSettings(
                base != null ? base : against,
                ModelSettings.of(config.settings("agon.model")).device());
        Task task = config.settings("agon.task").chosen().create(Task.class);
        Judge jury = config.settings("agon.judge").chosen().create(Judge.class);
        long stream = seed != null ? seed : config.settings("agon.run").integer64("seed");
        try (HeadToHead contest =
                new HeadToHead(model, against, frozen, task, jury, rollout, evaluation.testSamples())) {
            HeadToHead.Result result = play(contest, prompts(task, evaluation), stream);
            context.terminal().live("");
            FinalFigures figures = OutcomeFigures.of(result.outcomes(), result.kl(), stream, evaluation.confidence());
            print(figures, jury.name(), stream);
        }
    }

    private HeadToHead.Result play(HeadToHead contest, List<Prompt> asked, long stream) {
        if (comparisons == null) {
            return contest.play(asked, stream, this::progress);
        }
        try (ComparisonWriter writer = new ComparisonWriter(comparisons)) {
            return contest.play(asked, stream, this::progress, writer);
        }
    }

    private ResolvedConfig config() {
        List<String> sets = new ArrayList<>();
        if (prompts != null) {
            sets.add("agon.task.use=prompts");
            sets.add("agon.task.prompts.file=" + prompts);
            sets.add("agon.task.prompts.validation=0");
            sets.add("agon.task.prompts.held-out=0");
            sets.add("agon.judge.use=plain-text");
        }
        sets.addAll(options.overrides);
        if (judge != null) {
            sets.add("agon.judge.use=" + judge);
        }
        options.overrides = sets;
        return options.load(context);
    }

    private List<Prompt> prompts(Task task, EvaluationSettings evaluation) {
        int limit = count != null ? count : evaluation.testPrompts();
        if (limit < 1) {
            throw new ConfigurationException("--count is " + limit + " but must be at least 1.");
        }
        // A file of prompts is all self-play prompts, because the shares of the other splits are set to none above.
        return task.prompts(prompts != null ? Split.SELF_PLAY : Split.HELD_OUT).stream()
                .limit(limit)
                .toList();
    }

    private void progress(int done, int total) {
        context.terminal().live("prompt " + done + "/" + total);
    }

    private void print(FinalFigures figures, String judgeName, long stream) {
        if (json) {
            ObjectNode node = new ObjectMapper().createObjectNode();
            node.put("model", model.toString());
            node.put("against", against.toString());
            node.put("judge", judgeName);
            node.put("seed", stream);
            ResultJson.putFigures(node, figures);
            context.out().print(ResultJson.pretty(node));
        } else {
            context.out().print(FiguresTable.render(figures));
        }
    }
}
