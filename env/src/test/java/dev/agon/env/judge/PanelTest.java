package dev.agon.env.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.settings.ConfigurationException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PanelTest {
    private static Judge panel(String overrides) {
        Config config =
                ConfigFactory.parseString(overrides).atPath("agon.judge.panel").withFallback(Scene.REFERENCE);
        return Scene.judge(config, "panel");
    }

    private static Verdict verdict(Judge judge, String... answers) {
        return Scene.verdict(judge, Scene.group(Scene.ESPRESSO, List.of(answers)));
    }

    @Test
    void theFourReadersAreReported() {
        Verdict verdict = verdict(Scene.judge("panel"), Scene.ANSWERS.get(0), Scene.ANSWERS.get(1));
        assertEquals(
                Set.of("faithful", "telling", "plain", "brief"),
                verdict.readers().keySet());
        assertEquals("panel", verdict.judge());
    }

    @Test
    void soundAnswersBeatUnsoundOnesInTheEyesOfEveryReader() {
        Group group = Scene.everyKind(Scene.ESPRESSO);
        List<Boolean> sound = List.of(true, true, true, false, false, false, false, true, false);
        Verdict verdict = Scene.verdict(Scene.judge("panel"), group);
        for (int i = 0; i < sound.size(); i++) {
            for (int j = 0; j < sound.size(); j++) {
                if (sound.get(i) && !sound.get(j)) {
                    assertEquals(1, verdict.preference().get(i, j), 0, i + " against " + j);
                    for (PreferenceMatrix matrix : verdict.readers().values()) {
                        assertEquals(1, matrix.get(i, j), 0, i + " against " + j);
                    }
                } else if (!sound.get(i) && !sound.get(j)) {
                    assertEquals(0.5, verdict.preference().get(i, j), 1e-12, i + " against " + j);
                }
            }
        }
    }

    @Test
    void theVerdictIsTheExpectationOverAllVotes() {
        Verdict verdict = Scene.verdict(Scene.judge("panel"), Scene.group(Scene.ESPRESSO, Scene.ANSWERS.subList(0, 3)));
        List<String> names = List.of("faithful", "telling", "plain", "brief");
        double[] weights = {3, 3, 2, 2};
        CounterRandom random = CounterRandom.of(5);
        int draws = 200_000;
        double wins = 0;
        for (int n = 0; n < draws; n++) {
            double lead = 0;
            for (int r = 0; r < weights.length; r++) {
                double p = verdict.readers()
                        .getOrDefault(names.get(r), verdict.preference())
                        .get(0, 1);
                double vote = random.at(r).uniform(n) < p ? weights[r] : -weights[r];
                lead += p == 0.5 ? 0 : vote;
            }
            wins += lead > 1e-9 ? 1 : lead > -1e-9 ? 0.5 : 0;
        }
        assertEquals(wins / draws, verdict.preference().get(0, 1), 0.005);
    }

    @Test
    void aReaderThatSeesNoDifferenceAbstains() {
        Verdict verdict = verdict(
                panel("readers { telling.weight = 0, plain.weight = 0 }"),
                // both of a comfortable length; only the first names a genus
                " strong coffee brewed by forcing steam",
                " strong infusions brewed by forcing steam");
        assertEquals(Set.of("faithful", "brief"), verdict.readers().keySet());
        assertEquals(1, opinion(verdict, "faithful"), 0);
        assertEquals(0.5, opinion(verdict, "brief"), 0);
        assertEquals(1, verdict.preference().get(0, 1), 0);
    }

    private static double opinion(Verdict verdict, String reader) {
        return verdict.readers().getOrDefault(reader, verdict.preference()).get(0, 1);
    }

    @Test
    void aMajorityOfReadersMayPreferInACircle() {
        Judge judge = panel("readers { telling.weight = 0, faithful.weight = 1, plain.weight = 1, brief.weight = 1, "
                + "brief { least = 4, most = 6 } }");
        PreferenceMatrix preference = verdict(
                        judge,
                        // the nearest genus, rare words, a little long
                        " coffee percolated by turbulent pressurization through filters",
                        // a farther genus, common words, longest
                        " a beverage that people make and drink in the house each day",
                        // no genus, some rare words, brief
                        " people make percolate pulverize")
                .preference();
        assertEquals(1, preference.get(0, 1), 1e-12);
        assertEquals(1, preference.get(1, 2), 1e-12);
        assertEquals(1, preference.get(2, 0), 1e-12);
        assertEquals(1, preference.cyclicTriples());
    }

    @Test
    void aReaderOfNoWeightIsLeftOut() {
        Verdict verdict = verdict(panel("readers.brief.weight = 0"), Scene.ANSWERS.get(0), Scene.ANSWERS.get(1));
        assertEquals(Set.of("faithful", "telling", "plain"), verdict.readers().keySet());
    }

    @Test
    void theBaseModelIsNotLoadedUnlessAReaderNeedsIt() {
        JudgeContext context = Scene.context(() -> {
            throw new AssertionError("no reader of this panel needs a model");
        });
        Group group = Scene.group(Scene.ESPRESSO, Scene.ANSWERS);
        Verdict verdict = Scene.judge("naive").judge(List.of(group), context).get(0);
        assertEquals(Set.of("genus", "common", "short"), verdict.readers().keySet());
    }

    @Test
    void theNaivePanelFallsForAPersonWho() {
        PreferenceMatrix preference = verdict(
                        Scene.judge("naive"),
                        " a person who",
                        " strong brown infusion brewed by forcing pressurized steam through beans")
                .preference();
        assertEquals(1, preference.get(0, 1), 1e-12);
    }

    @Test
    void anEmptyGroupAndASingleAnswerAreJudged() {
        Judge judge = Scene.judge("panel");
        Group none = new Group(Scene.ESPRESSO, Tokens.of(1), List.<Completion>of());
        assertEquals(0, Scene.verdict(judge, none).preference().size());
        assertEquals(1, verdict(judge, Scene.ANSWERS.get(0)).preference().size());
    }

    @Test
    void aPanelWithoutReadersAndABadWeightAreRefused() {
        assertThrows(
                ConfigurationException.class,
                () -> panel("readers { telling.weight = 0, faithful.weight = 0, plain.weight = 0, brief.weight = 0 }"));
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> panel("readers.brief.weight = -1"));
        assertTrue(String.valueOf(e.getMessage()).contains("agon.judge.panel.readers.brief.weight"), e.getMessage());
    }
}
