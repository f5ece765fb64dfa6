package dev.agon.actors.cli;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.ledger.H2Ledger;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.ledger.LedgerSettings.Past;
import dev.agon.actors.run.IterationMetrics;
import dev.agon.actors.run.Logs;
import dev.agon.actors.run.MetricsLog;
import dev.agon.actors.run.RunDirectory;
import dev.agon.learner.pretrain.Pretraining;
import dev.agon.policy.Lora;
import dev.agon.policy.ModelConfig;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.policy.files.Sha256;
import dev.agon.policy.files.TensorEntry;
import dev.agon.protocol.InputException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Says what a directory is. */
@Command(
        name = "inspect",
        description = {
            "Says what a run directory or a model directory holds.",
            "",
            "Examples:",
            "  agon inspect runs/quickstart",
            "  agon inspect runs/quickstart/checkpoints/step-000006",
            "  agon inspect runs/quickstart --prompt \"espresso (noun):\"",
            "",
        })
final class InspectCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Parameters(paramLabel = "RUN|CHECKPOINT", description = "A run's directory or a Hugging Face directory.")
    private Path path = Path.of("");

    @Option(
            names = "--prompt",
            paramLabel = "ID|TEXT",
            description = "Instead: the answers to one prompt, who judged them how, and which update learned from"
                    + " them, from the run's ledger.")
    private @Nullable String prompt;

    InspectCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), parent.verbose());
        if (!Files.isDirectory(path)) {
            throw new InputException(path + " is no directory; name a run or a checkpoint.");
        }
        try {
            if (prompt != null) {
                PromptHistory.print(path, ledger(), prompt, context.out());
            } else if (RunDirectory.holdsRun(path)) {
                inspectRun();
            } else if (AdapterDirectory.isIn(path)) {
                inspectAdapter();
            } else if (Files.exists(path.resolve("config.json"))) {
                inspectModel();
            } else {
                throw new InputException(path + " holds neither a run (config.resolved.conf) nor a model (config.json,"
                        + " adapter_config.json); name a directory that does.");
            }
        } catch (IOException e) {
            throw new InputException(path + " cannot be read (" + e + "); check its permissions.", e);
        }
    }

    /**
     * The run's own H2 file if there is one, else where its configuration says; a password comes from the environment.
     */
    private LedgerDatabase ledger() {
        Path name = path.toAbsolutePath().normalize().getFileName();
        H2Ledger file = new H2Ledger(path, String.valueOf(name), Duration.ZERO);
        if (file.exists() || !RunDirectory.holdsRun(path)) {
            return file;
        }
        ResolvedConfig config = new ConfigOptions().load(context, RunDirectory.configOf(path));
        String run = config.settings("agon.run").text("name");
        Path cluster = config.settings("agon.cluster").file("directory");
        return Files.isDirectory(cluster) // a run that has no ledger of its own is a cluster's
                ? config.ledger().openShared(cluster, run)
                : config.ledger().open(path, run, Past.UNKNOWN);
    }

    private void inspectRun() throws IOException {
        PrintStream out = context.out();
        boolean pretraining = Pretraining.isIn(path);
        boolean finished = pretraining ? Pretraining.isDoneIn(path) : Files.exists(path.resolve("result.json"));
        SortedMap<Integer, SortedMap<String, Double>> figures = MetricsLog.read(path.resolve("metrics.jsonl"));
        out.println("run          " + path.toAbsolutePath().normalize());
        out.println("kind         " + (pretraining ? "pre-training" : "self-play"));
        out.println("state        " + (finished ? "finished" : "not finished; go on with `" + resumeLine() + "`"));
        out.println("attempts     " + names("attempt-").count());
        // Version 0 is the start, so the newest number is that of the iterations done.
        out.println((pretraining ? "steps        " : "iterations   ") + (figures.isEmpty() ? 0 : figures.lastKey())
                + " measured");
        out.println("size         " + String.format(Locale.ROOT, "%,d bytes", RunDirectory.size(path)));
        if (Files.isDirectory(path.resolve("checkpoints"))) {
            try (Stream<Path> checkpoints = Files.list(path.resolve("checkpoints"))) {
                checkpoints
                        .filter(Files::isDirectory)
                        .sorted()
                        .forEach(checkpoint -> out.println("checkpoint   " + checkpoint));
            }
        }
        figures.values().stream()
                .reduce((older, newer) -> newer)
                .ifPresent(last -> out.println("last figures " + IterationMetrics.text(last)));
        if (finished && pretraining) {
            out.println("model        " + path.resolve("model"));
        } else if (finished) {
            out.println("result");
            out.print(Files.readString(path.resolve("result.json")));
        }
    }

    private String resumeLine() {
        return ResumeLine.of(context, Pretraining.isIn(path) ? "pretrain" : "train", path);
    }

    private Stream<Path> names(String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> String.valueOf(entry.getFileName()).startsWith(prefix)).toList().stream();
        }
    }

    private void inspectAdapter() {
        PrintStream out = context.out();
        AdapterDirectory adapter = AdapterDirectory.open(path);
        Lora lora = adapter.lora();
        long parameters =
                adapter.tensors().stream().mapToLong(TensorEntry::elements).sum();
        out.println("adapter      " + path.toAbsolutePath().normalize());
        out.println("kind         lora of rank " + lora.rank() + ", alpha " + lora.alpha()
                + (lora.rankStabilized() ? ", rank-stabilized" : "") + ", factor " + lora.scaling());
        out.println("modules      " + adapter.modules().size() + ": "
                + adapter.modules().stream()
                        .map(module -> module.name().substring(module.name().lastIndexOf('.') + 1))
                        .distinct()
                        .collect(Collectors.joining(", ")));
        out.println("parameters   " + String.format(Locale.ROOT, "%,d", parameters));
        out.println("sha256       " + Sha256.ofFiles(ModelDirectory.weightFiles(path)));
        out.println(
                "base         " + adapter.base().model().path().toAbsolutePath().normalize());
        out.println("family       " + adapter.base().model().config().family());
        out.println("base sha256  " + adapter.base().sha256());
    }

    private void inspectModel() {
        PrintStream out = context.out();
        ModelDirectory model = ModelDirectory.open(path);
        ModelConfig config = model.config();
        long parameters =
                model.tensors().stream().mapToLong(TensorEntry::elements).sum();
        out.println("model        " + path.toAbsolutePath().normalize());
        out.println("family       " + config.family());
        out.println("parameters   " + String.format(Locale.ROOT, "%,d", parameters));
        out.println("layers       " + config.layers() + " of width " + config.hiddenSize());
        out.println("heads        " + config.heads() + " of width " + config.headSize() + ", " + config.keyValueHeads()
                + " of keys and values");
        out.println("vocabulary   " + config.vocabSize() + (config.tiedEmbeddings() ? ", tied" : ""));
        out.println("context      " + config.contextLength() + " tokens");
        out.println("end token    "
                + config.endTokens().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        Path weights = path.resolve("model.safetensors");
        if (Files.exists(weights)) {
            out.println("sha256       " + Sha256.ofFile(weights));
        }
    }
}
