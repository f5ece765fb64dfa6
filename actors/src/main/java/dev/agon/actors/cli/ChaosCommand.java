package dev.agon.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.actors.ClusterException;
import dev.agon.actors.chaos.Chaos;
import dev.agon.actors.chaos.ChaosPlan;
import dev.agon.actors.chaos.ChaosReport;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.config.RunSettings;
import dev.agon.actors.node.Role;
import dev.agon.actors.run.Logs;
import dev.agon.actors.run.Parts;
import dev.agon.actors.security.ClusterAccess;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The drill: kills a cluster's processes and compares the weights. */
@Command(
        name = "chaos",
        description = {
            "Starts a cluster of processes on this machine, kills them at random while they make a run, and compares its",
            "final weights with those of the same run undisturbed. Exit code 1 if they differ.",
            "",
            "Examples:",
            "  agon chaos --config conf/chaos.conf --kills 10",
            "  agon chaos --config conf/chaos.conf --kills 100 --seed 2 --roles control,learner",
            "",
        })
final class ChaosCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(names = "--kills", required = true, paramLabel = "N", description = "Processes to kill.")
    private int kills;

    @Option(names = "--seed", paramLabel = "S", description = "Decides whom and when; 1 if left out.")
    private long seed = 1;

    @Option(
            names = "--roles",
            split = ",",
            paramLabel = "ROLE",
            description = "Whom to kill: control, learner, rollout; all of them if left out.")
    private List<Role> roles = List.of(Role.CONTROL, Role.LEARNER, Role.ROLLOUT);

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
        require(suspend >= 0 && suspend <= 1, "--suspend is " + suspend + " but must be in [0, 1].");
        require(!roles.contains(Role.JUDGE), "--roles names judge, but judges are on the rollout nodes; name rollout.");
        ResolvedConfig config = SubmitCommand.absolute(new RunChoice(context, options, "train.conf").choose(false));
        Parts.of(config);
        RunSettings run = RunSettings.of(config.settings("agon.run"));
        ChaosPlan plan = new ChaosPlan(seed, roles, kills, Duration.ofMillis((long) (pause * 1000)), suspend);
        Path scratch = run.directory().resolve(run.name() + "-chaos");
        try (Chaos chaos = Chaos.prepare(context.home(), scratch, config, context.terminal())) {
            String expected = hash(chaos.undisturbed());
            context.out().println("undisturbed  " + expected);
            chaos.startNodes(rollouts);
            ChaosReport report = chaos.play(plan, new AnyNode(chaos.httpAddresses(), config.access()));
            String disturbed = hash(chaos.disturbed());
            context.out().print(report.render());
            context.out().println("disturbed    " + disturbed);
            if (!disturbed.equals(expected)) {
                throw new IllegalStateException("the weights differ: " + disturbed + " is not " + expected);
            }
            context.out().println("The weights are the same.");
        }
    }

    /** Asks whichever node answers. */
    private record AnyNode(List<ClusterClient> clients) implements Chaos.Cluster {
        AnyNode(Collection<String> addresses, ClusterAccess access) {
            this(addresses.stream()
                    .map(address -> new ClusterClient(address, access))
                    .toList());
        }

        @Override
        public void submit(String name, String config) {
            first(client -> client.submit(name, config));
        }

        @Override
        public Chaos.Job job(String name) {
            JsonNode runs = first(ClusterClient::runs);
            for (JsonNode each : runs.path("runs")) {
                if (each.path("name").asText().equals(name)) {
                    return new Chaos.Job(
                            each.path("state").asText(),
                            each.path("message").asText(),
                            runs.path("progress").asText());
                }
            }
            throw new ClusterException("The cluster does not know the run " + name + ".");
        }

        private JsonNode first(Function<ClusterClient, JsonNode> question) {
            ClusterException last = new ClusterException("The cluster has no control node.");
            for (ClusterClient client : clients) {
                try {
                    return question.apply(client);
                } catch (ClusterException e) {
                    last = e;
                }
            }
            throw last;
        }
    }

    private static void require(boolean fits, String sentence) {
        if (!fits) {
            throw new ConfigurationException(sentence);
        }
    }

    private static String hash(Path runDirectory) {
        Path result = runDirectory.resolve("result.json");
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
