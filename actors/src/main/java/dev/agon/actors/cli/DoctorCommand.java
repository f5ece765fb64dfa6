package dev.agon.actors.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.doctor.Doctor;
import dev.agon.actors.doctor.Finding;
import dev.agon.actors.doctor.Finding.State;
import dev.agon.actors.run.Logs;
import dev.agon.protocol.settings.ConfigurationException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Says whether a run can start here, and what is missing. */
@Command(
        name = "doctor",
        description = {
            "Says whether a run can start on this machine, and what is missing with its cure.",
            "",
            "Examples:",
            "  agon doctor",
            "  agon doctor --config mine.conf --set agon.model.device=cuda",
            "  agon doctor --json",
            "",
        })
final class DoctorCommand implements Runnable {
    private final CliContext context;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AgonCommand parent;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    DoctorCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        Logs.toTerminal(context.terminal(), parent.verbose());
        ResolvedConfig config = options.load(context);
        List<Finding> findings = Doctor.examine(config, context.environment());
        context.out().print(json ? json(findings) : text(findings));
        String missing = findings.stream()
                .filter(finding -> finding.state() == State.MISSING)
                .map(Finding::name)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new ConfigurationException("A run cannot start here for want of " + missing
                    + "; the list on standard output has the cure of each.");
        }
    }

    private static String text(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-9s  %s%s%n",
                    finding.name(),
                    finding.state() == State.MISSING ? "MISSING: " : "",
                    finding.value()));
            if (!finding.cure().isEmpty()) {
                text.append(String.format(Locale.ROOT, "%-9s  (%s)%n", "", finding.cure()));
            }
        }
        return text + (ready(findings) ? "A run can start here.\n" : "");
    }

    private static String json(List<Finding> findings) {
        ObjectNode report = new ObjectMapper().createObjectNode();
        report.put("ready", ready(findings));
        ArrayNode list = report.putArray("findings");
        for (Finding finding : findings) {
            list.addObject()
                    .put("name", finding.name())
                    .put("state", finding.state().name().toLowerCase(Locale.ROOT))
                    .put("value", finding.value())
                    .put("cure", finding.cure());
        }
        return report.toPrettyString() + "\n";
    }

    private static boolean ready(List<Finding> findings) {
        return findings.stream().noneMatch(finding -> finding.state() == State.MISSING);
    }
}
