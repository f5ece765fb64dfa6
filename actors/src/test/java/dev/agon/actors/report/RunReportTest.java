package dev.agon.actors.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunReportTest {
    private final RunReport report = ReportFixture.report();

    @Test
    void resultHoldsTheFiguresThatScriptsRelyOn() throws IOException {
        JsonNode result = new ObjectMapper().readTree(ResultJson.render(report));
        for (String key : List.of(
                "win_rate",
                "win_rate_low",
                "win_rate_high",
                "genus_accuracy",
                "genus_accuracy_base",
                "genus_accuracy_difference_low",
                "distinct2",
                "distinct2_base",
                "kl",
                "kl_low",
                "kl_reverse",
                "kl_reverse_high",
                "iterations",
                "samples",
                "wall_seconds",
                "cyclic_share")) {
            assertTrue(result.path(key).isNumber(), key);
        }
        assertEquals("ab".repeat(32), result.path("final_sha256").asText());
        assertEquals(0.112, result.path("genus_accuracy").asDouble());
        assertEquals(0.061, result.path("genus_accuracy_base").asDouble());
        assertEquals("dno", result.path("algorithm").asText());
        assertTrue(result.path("readers").path("brief").path("win_rate_low").isNumber());
        assertEquals(9, result.path("per_iteration").size());
    }

    @Test
    void aDirectionThatWasNotMeasuredIsNull() throws IOException {
        FinalFigures measured = report.outcome();
        Divergence forward = Divergence.ofForward(List.of(1.0, 3.0), 1, 0.95);
        ObjectNode node = new ObjectMapper().createObjectNode();
        ResultJson.putFigures(
                node,
                new FinalFigures(
                        measured.prompts(),
                        measured.winRate(),
                        measured.readers(),
                        measured.distinct2(),
                        measured.meanTokens(),
                        forward,
                        measured.metrics()));

        assertEquals(2, node.path("kl").asDouble());
        assertTrue(node.path("kl_reverse").isNull());
        assertFalse(forward.bothWays());
    }

    @Test
    void pageNeedsNothingElse() {
        String page = HtmlReport.render(report);
        assertFalse(page.contains("<script"));
        assertFalse(page.contains("http"), "no address, not even a name space");
        assertFalse(page.contains("url("));
        assertFalse(page.contains("NaN"));
    }

    @Test
    void pageShowsTextsAsTheyAre() {
        String page = HtmlReport.render(report);
        assertTrue(page.contains("a person who &lt;uses&gt; a coffee"));
        assertTrue(page.contains("&quot;tenor&quot; &amp; bass (noun):"));
    }

    @Test
    void pageShowsABandForEveryWinRate() throws IOException {
        String page = HtmlReport.render(report);
        assertEquals(2, page.split("class=\"band", -1).length - 1);
        assertEquals(6, page.split("class=\"line s1", -1).length - 1 - 1);
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("report-fixture.html"), page);
    }

    @Test
    void theKnownAnswerStandsBesideThePolicies() throws IOException {
        String page = HtmlReport.render(report);
        assertTrue(page.contains("Beside the known answer") && page.contains("that of SEQ-TRAP at tau = 0.03"));
        assertTrue(page.replace("\n", "")
                .contains("<th scope=\"row\">Kl to reference</th><td>0.0000</td><td>2.1000</td><td>–</td>"));
        JsonNode known = new ObjectMapper().readTree(ResultJson.render(report)).path("known");
        assertEquals(2, known.path("best_version").asInt());
        assertEquals(0.0493, known.path("exploitability").path("answer").asDouble());
        assertTrue(known.path("kl_to_reference").path("average").isNull());
        assertEquals(
                0.13,
                known.path("per_version").get(2).path("exploitability_average").asDouble());
    }

    @Test
    void figuresThatWereNotMeasuredLeaveNoTrace() {
        IterationFigures first = report.iterations().get(0);
        IterationFigures blind = new IterationFigures(
                0, first.againstStart(), first.againstPrevious(), Double.NaN, 1, 1, new java.util.TreeMap<>());
        String page = HtmlReport.render(new RunReport(
                report.run(), List.of(blind), report.outcome(), report.effort(), List.of(), List.of(), null));
        assertFalse(page.contains("NaN"));
        assertTrue(page.contains("Not measured in this run."));
    }

    @Test
    void axisTicksAreRound() {
        Scale scale = Scale.covering(0.49, 0.76, 4);
        assertEquals(
                List.of("0.4", "0.5", "0.6", "0.7", "0.8"),
                scale.ticks().stream().map(scale::label).toList());
    }
}
