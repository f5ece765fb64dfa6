package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.config.ClusterSettings;
import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.run.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The units in {@code conf/deploy/systemd} start nodes that exist, with options and keys that exist. */
class SystemdUnitTest {
    private static final Path HOME = Path.of(System.getProperty("agon.home"));
    private static final Path UNITS = HOME.resolve("conf/deploy/systemd");

    /** Directives of systemd.exec, systemd.service, systemd.kill and systemd.unit that the unit may use. */
    private static final Map<String, Set<String>> DIRECTIVES = Map.of(
            "Unit", Set.of("Description", "Documentation", "After", "Wants", "Requires"),
            "Service",
                    Set.of(
                            "User",
                            "Group",
                            "WorkingDirectory",
                            "Environment",
                            "EnvironmentFile",
                            "ExecStart",
                            "Restart",
                            "RestartSec",
                            "RestartPreventExitStatus",
                            "SuccessExitStatus",
                            "TimeoutStopSec",
                            "StateDirectory",
                            "CacheDirectory",
                            "NoNewPrivileges",
                            "ProtectSystem",
                            "ProtectHome",
                            "PrivateTmp"),
            "Install", Set.of("WantedBy"));

    @Test
    void everyDirectiveIsOneOfSystemdInItsSection() throws IOException {
        String section = "";
        for (String line : lines(UNITS.resolve("agon@.service"))) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
                assertTrue(DIRECTIVES.containsKey(section), line);
            } else {
                String name = line.substring(0, line.indexOf('='));
                assertTrue(DIRECTIVES.getOrDefault(section, Set.of()).contains(name), section + ": " + line);
            }
        }
        assertEquals("Install", section);
    }

    @Test
    void aNodeThatLostItsClusterIsStartedAgainAndOneThatIsWrongIsNot() throws IOException {
        assertEquals("on-failure", one("Restart"));
        Set<String> never =
                new HashSet<>(Arrays.asList(one("RestartPreventExitStatus").split(" ")));
        assertFalse(never.contains(String.valueOf(ExitCodes.CLUSTER)), never::toString);
        assertEquals(Set.of(String.valueOf(ExitCodes.USAGE), String.valueOf(ExitCodes.INPUT)), never);
        assertEquals("143", one("SuccessExitStatus"));
        ResolvedConfig config = new ConfigLoader(Map.of(), HOME).load();
        long stop = config.settings("agon.run").duration("stop-timeout").toSeconds();
        assertTrue(Long.parseLong(one("TimeoutStopSec")) > stop, "systemd kills the node before it has left");
    }

    @ParameterizedTest
    @ValueSource(strings = {"control", "learner", "rollout"})
    void theCommandAndItsVariablesAreUnderstood(String name) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String assignment : all("Environment")) {
            put(environment, assignment);
        }
        for (String line : lines(UNITS.resolve(name + ".env"))) {
            put(environment, line);
        }
        assertEquals("/etc/agon/%i.env", one("EnvironmentFile"));
        List<String> command = new ArrayList<>(List.of(one("ExecStart").split(" ")));
        assertEquals("/opt/agon/agon", command.remove(0));
        assertEquals("$NODE_OPTIONS", command.remove(command.size() - 1));
        command.addAll(List.of(String.valueOf(environment.get("NODE_OPTIONS")).split(" ")));
        CommandLine.ParseResult parsed = line().parseArgs(command.toArray(String[]::new));
        assertEquals("node", parsed.subcommand().commandSpec().name());

        // Refuses a variable that belongs to no key, and a value that no node takes.
        ResolvedConfig config = new ConfigLoader(environment, HOME).load();
        ClusterSettings settings = config.cluster();
        List<String> join = List.of("127.0.0.1:7350", "127.0.0.1:7351", "127.0.0.1:7352");
        assertEquals(join, settings.join());
        assertTrue(settings.runs().orElseThrow().startsWith("/var/lib/" + one("StateDirectory")));
        if (name.equals("control")) {
            assertEquals(join.get(0), "127.0.0.1:" + settings.port());
        }
    }

    private static CommandLine line() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        CliContext context = new CliContext(nowhere, new Terminal(nowhere, false, false, 80), Map.of(), HOME);
        return new CommandLine(AgonCommand.class, new CommandFactory(context))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static void put(Map<String, String> environment, String assignment) {
        int equals = assignment.indexOf('=');
        environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }

    private static String one(String directive) throws IOException {
        List<String> values = all(directive);
        assertEquals(1, values.size(), directive);
        return values.get(0);
    }

    private static List<String> all(String directive) throws IOException {
        return lines(UNITS.resolve("agon@.service")).stream()
                .filter(line -> line.startsWith(directive + "="))
                .map(line -> line.substring(directive.length() + 1))
                .toList();
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }
}
