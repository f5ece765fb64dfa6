package dev.agon.actors.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.actors.chaos.Chaos;
import dev.agon.actors.chaos.ChaosPlan;
import dev.agon.actors.chaos.ChaosPlan.Shares;
import dev.agon.actors.chaos.ChaosReport;
import dev.agon.actors.chaos.LedgerComparison;
import dev.agon.actors.chaos.Victim;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.config.RunSettings;
import dev.agon.actors.ledger.LedgerSettings;
import dev.agon.actors.ledger.LedgerSettings.Past;
import dev.agon.actors.run.Logs;
import dev.agon.actors.run.Parts;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The drill: kills a cluster's processes and compares the weights. */
@Command(
        name = "chaos",
        description = {
            "Starts a cluster of processes on this machine, kills them or cuts them off at random while they make a run,",
            "and compares its final weights with those of the same run undisturbed. Exit code 1 if they differ.",
            "",
            "Examples:",
            "  agon chaos --config conf/chaos.conf --kills 10",
            "  agon chaos --config conf/chaos.conf --kills 100 --seed 2 --roles coordinator,learner",
            "  sudo agon chaos --config postgresql.conf --kills 10 --roles coordinator --partition",
            "",
        })
final class ChaosCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(names = "--kills", required = true, paramLabel = "N", description = "Hits in all.")
    private int kills;

    @Option(names = "--seed", paramLabel = "S", description = "Decides whom and when; 1 if left out.")
    private long seed = 1;

    @Option(
            names = "--roles",
            split = ",",
            paramLabel = "ROLE",
            description =
                    "Whom to hit: control, learner, rollout, which are all if left out, or coordinator, the control"
                            + " node that hosts the coordinator at the time.")
    private List<Victim> roles = List.of(Victim.CONTROL, Victim.LEARNER, Victim.ROLLOUT);

    @Option(
            names = "--pause",
            paramLabel = "SECONDS",
            description = "Mean time from the recovery from one kill to the next; 2 if left out.")
    private double pause = 2;

    @Option(
            names = "--suspend",
            paramLabel = "SHARE",
            description = "Share of the hits that suspend a process for up to 20 s instead; 0 if left out.")
    private double suspend;

    @Option(
            names = "--whole",
            paramLabel = "SHARE",
            description = "Share of the hits that kill all processes at once; 0 if left out.")
    private double whole;

    @Option(
            names = "--partition",
            arity = "0..1",
            fallbackValue = "1",
            paramLabel = "SHARE",
            description =
                    "Share of the hits that cut a node's network for up to 20 s instead, every other time from the"
                            + " database too; 0 if left out, 1 without a number. Needs Linux, root, `ip`, openssl and PostgreSQL.")
    private double partition;

    @Option(names = "--rollouts", paramLabel = "N", description = "Rollout nodes; 2 if left out.")
    private int rollouts = 2;

    ChaosCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), parent.verbose());
        require(kills >= 1, "--kills is " + kills + " but must be at least 1.");
        require(rollouts >= 1, "--rollouts is " + rollouts + " but must be at least 1.");
        require(pause > 0, "--pause is " + pause + " but must be above 0.");
        requireShare("--suspend", suspend);
        requireShare("--whole", whole);
        requireShare("--partition", partition);
        double shares = suspend + whole + partition;
        require(shares <= 1, "--suspend, --whole and --partition are " + shares + " together but must be at most 1.");
        ResolvedConfig config = SubmitCommand.absolute(new RunChoice(context, options, "train.conf").choose(false));
        Parts.of(config);
        RunSettings run = RunSettings.of(config.settings("agon.run"));
        ChaosPlan plan = new ChaosPlan(
                seed,
                kills,
                run.iterations(),
                Duration.ofMillis((long) (pause * 1000)),
                new Shares(whole, suspend, partition));
        Path scratch = run.directory().resolve(run.name() + "-chaos");
        try (Chaos chaos = Chaos.prepare(context.home(), scratch, config, context.terminal())) {
            if (partition > 0) {
                chaos.separateNetworks(rollouts);
            }
            chaos.playUndisturbed();
            context.out().println("undisturbed  " + hash(chaos, chaos.undisturbed()));
            DrillEye eye = new DrillEye(chaos.startNodes(rollouts), chaos.access());
            ChaosReport report = chaos.play(plan, roles, eye);
            chaos.stopNodes(); // so that the ledger can be read
            context.out().print(report.render());
            compare(chaos, config.ledger(), scratch);
        }
    }

    private void compare(Chaos chaos, LedgerSettings ledger, Path scratch) {
        String expected = hash(chaos, chaos.undisturbed());
        String found = hash(chaos, chaos.disturbed());
        context.out().println("disturbed    " + found);
        String common = LedgerComparison.compare(
                ledger.open(scratch.resolve(chaos.undisturbed()), chaos.undisturbed(), Past.UNKNOWN),
                ledger.openShared(chaos.clusterDirectory(), chaos.disturbed()));
        context.out().println(common);
        if (!found.equals(expected)) {
            throw new IllegalStateException("the weights differ: " + found + " is not " + expected);
        }
        context.out().println("The weights are the same.");
    }

    private static void requireShare(String option, double share) {
        require(share >= 0 && share <= 1, option + " is " + share + " but must be in [0, 1].");
    }

    private static void require(boolean fits, String sentence) {
        if (!fits) {
            throw new ConfigurationException(sentence);
        }
    }

    private static String hash(Chaos chaos, String name) {
        Path result = chaos.runDirectory(name).resolve("result.json");
        try {
            return new ObjectMapper()
                    .readTree(Files.readString(result))
                    .path("final_sha256")
                    .asText();
        } catch (IOException e) {
            throw new InputException(result + " cannot be read: " + e, e);
        }
    }
}
