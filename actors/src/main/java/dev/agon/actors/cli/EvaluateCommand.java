package dev.agon.actors.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.actors.config.EvaluationSettings;
import dev.agon.actors.config.ModelSettings;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.report.Divergence;
import dev.agon.actors.report.FinalFigures;
import dev.agon.actors.report.OutcomeFigures;
import dev.agon.actors.report.ResultJson;
import dev.agon.actors.run.HeadToHead;
import dev.agon.actors.run.Logs;
import dev.agon.actors.run.RunDirectory;
import dev.agon.actors.zoo.Meeting;
import dev.agon.actors.zoo.Zoo;
import dev.agon.actors.zoo.ZooFigures;
import dev.agon.actors.zoo.ZooJson;
import dev.agon.actors.zoo.ZooStatistics;
import dev.agon.actors.zoo.ZooTable;
import dev.agon.env.judge.Judge;
import dev.agon.env.task.Split;
import dev.agon.env.task.Task;
import dev.agon.protocol.InputException;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.rollout.RolloutSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lets two or more models answer the same prompts and has the answers judged. */
@Command(
        name = "evaluate",
        description = {
            "Lets two or more models answer the same prompts, each by its own draws, and has the answers judged.",
            "Of more than two it tells who beats whom, each one's worst case, the Nash average of all, and whether",
            "an order of the models can explain it.",
            "",
            "Examples:",
            "  agon evaluate --model runs/quickstart/checkpoints/step-000006 --against conf/quickstart/model",
            "  agon evaluate --model A --against B --prompts mine.jsonl --judge plain-text --json",
            "  agon evaluate --model A --against B --against C --count 200",
            "  agon evaluate --zoo runs/quickstart                               its start and its checkpoints",
            "  agon evaluate --model A --against A --comparisons fixed.jsonl     data for a reward model",
            "",
        })
final class EvaluateCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The model to measure, or an adapter; may be left out with --zoo.")
    private @Nullable Path model;

    @Option(names = "--against", paramLabel = "DIR", description = "A model to beat; repeatable.")
    private List<Path> against = List.of();

    @Option(
            names = "--zoo",
            paramLabel = "RUN",
            description = "A run, whose start and checkpoints all take part; without --config its configuration holds.")
    private @Nullable Path zoo;

    @Option(
            names = "--judge",
            paramLabel = "NAME",
            description = "A judge of the configuration; default agon.judge.use.")
    private @Nullable String judge;

    @Option(
            names = "--judge-base",
            order = OptionGroups.RARE,
            paramLabel = "DIR",
            description =
                    "The frozen model that judges may ask; default: the first given by --against, or a run's start.")
    private @Nullable Path judgeBase;

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
        Competitors competitors = Competitors.of(context, model, against, zoo);
        ResolvedConfig config = config();
        RolloutSettings rollout = RolloutSettings.of(config.settings("agon.rollout"));
        EvaluationSettings evaluation = EvaluationSettings.of(config.settings("agon.evaluation"));
        Path opponent = competitors.models().get(model != null ? 1 : 0);
        ModelSettings frozen =
                ModelSettings.of(config.settings("agon.model")).asked(judgeBase != null ? judgeBase : opponent);
        Task task = config.settings("agon.task").chosen().create(Task.class);
        Judge jury = config.settings("agon.judge").chosen().create(Judge.class);
        long stream = seed != null ? seed : config.settings("agon.run").integer64("seed");
        if (competitors.isDuel()) {
            duel(competitors, frozen, task, jury, rollout, evaluation, stream);
            return;
        }
        Zoo all = new Zoo(competitors.models(), frozen, task, jury, rollout, evaluation.testSamples());
        List<Prompt> asked = prompts(task, evaluation);
        if (asked.size() < 2) {
            throw new ConfigurationException("There is one prompt only, but several models need at least two, since the"
                    + " worst opponent is chosen on one half and met on the other; raise --count, or give more with"
                    + " --prompts FILE.");
        }
        List<Meeting> meetings = witnessed(witness -> all.play(asked, stream, this::progress, witness));
        print(competitors.models(), ZooStatistics.of(meetings, stream, evaluation.confidence()), jury.name(), stream);
    }

    private void duel(
            Competitors two,
            ModelSettings frozen,
            Task task,
            Judge jury,
            RolloutSettings rollout,
            EvaluationSettings evaluation,
            long stream) {
        Path challenger = two.models().get(0);
        Path champion = two.models().get(1);
        try (HeadToHead contest =
                new HeadToHead(challenger, champion, frozen, task, jury, rollout, evaluation.testSamples())) {
            List<Prompt> asked = prompts(task, evaluation);
            HeadToHead.Result result = witnessed(
                    witness -> contest.play(asked, stream, (done, total) -> progress("prompt", done, total), witness));
            Divergence divergence = Divergence.of(result.kl(), result.klReverse(), stream, evaluation.confidence());
            FinalFigures figures = OutcomeFigures.of(result.outcomes(), divergence, stream, evaluation.confidence());
            print(two.models(), figures, jury.name(), stream);
        }
    }

    /** Plays, and shows each judged group to the file of comparisons where one is wanted. */
    private <T> T witnessed(Function<Consumer<JudgedGroup>, T> contest) {
        T result;
        if (comparisons == null) {
            result = contest.apply(judged -> {});
        } else {
            try (ComparisonWriter writer = new ComparisonWriter(comparisons)) {
                result = contest.apply(writer);
            }
        }
        context.terminal().live("");
        return result;
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
        return zoo != null && options.file == null
                ? options.load(context, RunDirectory.configOf(zoo))
                : options.load(context);
    }

    private List<Prompt> prompts(Task task, EvaluationSettings evaluation) {
        int limit = count != null ? count : evaluation.testPrompts();
        if (limit < 1) {
            throw new ConfigurationException("--count is " + limit + " but must be at least 1.");
        }
        // A file of prompts is all self-play prompts, because the shares of the other splits are set to none above.
        List<Prompt> asked = task.prompts(prompts != null ? Split.SELF_PLAY : Split.HELD_OUT).stream()
                .limit(limit)
                .toList();
        if (asked.isEmpty()) {
            throw new InputException(
                    "The task " + task.name() + " has no held-out prompts; give some with --prompts FILE.");
        }
        return asked;
    }

    private void progress(String stage, int done, int total) {
        context.terminal().live(stage + " " + done + "/" + total);
    }

    private void print(List<Path> two, FinalFigures figures, String judgeName, long stream) {
        if (json) {
            ObjectNode node = new ObjectMapper().createObjectNode();
            node.put("model", two.get(0).toString());
            node.put("against", two.get(1).toString());
            node.put("judge", judgeName);
            node.put("seed", stream);
            ResultJson.putFigures(node, figures);
            context.out().print(ResultJson.pretty(node));
        } else {
            context.out().print(FiguresTable.render(figures));
        }
    }

    private void print(List<Path> models, ZooFigures figures, String judgeName, long stream) {
        if (json) {
            ObjectNode node = new ObjectMapper().createObjectNode();
            node.put("judge", judgeName);
            node.put("seed", stream);
            ZooJson.put(node, models, figures);
            context.out().print(ResultJson.pretty(node));
        } else {
            context.out().print(ZooTable.render(models, figures));
        }
    }
}
