package dev.agon.actors.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.message.RunProgress.Dropped;
import dev.agon.protocol.message.RunProgress.LedgerAwaited;
import dev.agon.protocol.message.RunProgress.ShardDone;
import dev.agon.protocol.message.RunProgress.TermStarted;
import dev.agon.protocol.message.RunProgress.UpdateDone;
import dev.agon.protocol.message.RunProgress.UpdateStarted;
import dev.agon.protocol.message.RunProgress.WorkHandedOut;
import dev.agon.protocol.summary.UpdateSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunMetricsTest {
    private static final WorkResult.Effort EFFORT = new WorkResult.Effort(100, 2, 0.5);

    private final NodeMetrics node = new NodeMetrics();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void theProgressOfARunIsCounted() {
        RunMetrics run = node.run("small");
        run.accept(new TermStarted(2, 3, 8));
        run.accept(new WorkHandedOut(4, 1));
        run.accept(new WorkHandedOut(1, 0));
        run.accept(new ShardDone(Purpose.TRAIN, 3, 1, 6, EFFORT));
        run.accept(new ShardDone(Purpose.TRAIN, 3, 2, 6, EFFORT));
        run.accept(new Dropped("duplicates refused", 1));
        run.accept(new Dropped("duplicates refused", 2));
        run.accept(new UpdateStarted(3));
        run.accept(new UpdateDone(new UpdateSummary(
                3, new PolicyVersion(4, "checkpoints/step-000004", "ab", 1), "cd", new TreeMap<>(), 24, 99, 0, 0)));
        run.accept(new LedgerAwaited("The database does not answer."));
        run.accept(new LedgerAwaited("The database still does not answer."));

        Map<String, String> told = agon();
        assertEquals("2.0", told.get("agon_run_term{run=\"small\"}"));
        assertEquals("4.0", told.get("agon_run_policy_version{run=\"small\"}"));
        assertEquals("8.0", told.get("agon_run_iterations{run=\"small\"}"));
        assertEquals("5.0", told.get("agon_work_handed_out_total{run=\"small\"}"));
        assertEquals("1.0", told.get("agon_work_reissued_total{run=\"small\"}"));
        assertEquals("4.0", told.get("agon_work_outstanding{purpose=\"train\",run=\"small\"}"));
        assertEquals("2.0", told.get("agon_work_done_total{purpose=\"train\",run=\"small\"}"));
        assertEquals("200.0", told.get("agon_rollout_tokens_total{purpose=\"train\",run=\"small\"}"));
        assertEquals("4.0", told.get("agon_rollout_busy_seconds_total{run=\"small\"}"));
        assertEquals("1.0", told.get("agon_judge_busy_seconds_total{run=\"small\"}"));
        assertEquals("2.0", told.get("agon_work_dropped_total{reason=\"duplicates refused\",run=\"small\"}"));
        assertEquals("24.0", told.get("agon_learner_samples_total{run=\"small\"}"));
        assertEquals("1", told.get("agon_update_seconds_count{run=\"small\"}"));
        assertEquals("1.0", told.get("agon_ledger_awaited{run=\"small\"}"));
        assertEquals("1.0", told.get("agon_ledger_waits_total{run=\"small\"}"));
        run.accept(new TermStarted(3, 4, 8));
        assertEquals("0.0", agon().get("agon_ledger_awaited{run=\"small\"}"));
    }

    @Test
    void aRunThatIsKeptNoLongerIsNotTold() {
        RunMetrics run = node.run("small");
        run.accept(new Dropped("duplicates refused", 1));
        run.close();
        assertEquals(Map.of(), agon());
        assertTrue(node.scrape().contains("jvm_memory_used_bytes"));
    }

    @Test
    void everyNameIsDocumented() throws IOException {
        RunMetrics run = node.run("small");
        run.accept(new Dropped("duplicates refused", 1));
        String documented = Files.readString(Path.of(System.getProperty("agon.home"), "docs/metrics.md"));
        List<String> missing = agon().keySet().stream()
                .map(line -> line.substring(0, line.indexOf('{')).replaceFirst("_(count|sum|max)$", ""))
                .distinct()
                .filter(name -> !documented.contains("`" + name + "`"))
                .toList();
        assertEquals(List.of(), missing);
        assertFalse(agon().isEmpty());
    }

    /** Agon's own lines: values by name and labels. */
    private Map<String, String> agon() {
        return Pattern.compile("(?m)^(agon_\\S+?\\{.*\\}) (\\S+)$")
                .matcher(node.scrape())
                .results()
                .collect(Collectors.toMap(line -> line.group(1), (MatchResult line) -> line.group(2)));
    }
}
