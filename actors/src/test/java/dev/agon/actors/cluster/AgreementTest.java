package dev.agon.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.node.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final Set<Role> CONTROL = EnumSet.of(Role.CONTROL);

    @Test
    void nodesOfOneVersionAndLedgerAgree() {
        assertEquals(
                List.of(), Agreement.differences(node("1.0.0", "a", "L", CONTROL), node("1.0.0", "a", "L", CONTROL)));
    }

    @Test
    void anotherVersionIsNamedWithBothSides() {
        assertEquals(
                List.of("Agon's version: here 1.0.1, there 1.0.0"),
                Agreement.differences(node("1.0.1", "a", "L", CONTROL), node("1.0.0", "a", "L", CONTROL)));
    }

    @Test
    void anotherBuildOfTheSameVersionIsNamed() {
        assertEquals(
                List.of("the messages of that version (another build of it): here b, there a"),
                Agreement.differences(node("1.0.0", "b", "L", CONTROL), node("1.0.0", "a", "L", CONTROL)));
    }

    @Test
    void theLedgerIsTheControlNodesAffair() {
        Config worker = node("1.0.0", "a", "M", EnumSet.of(Role.ROLLOUT));
        assertEquals(List.of(), Agreement.differences(worker, node("1.0.0", "a", "L", CONTROL)));
        assertEquals(
                1,
                Agreement.differences(node("1.0.0", "a", "M", CONTROL), node("1.0.0", "a", "L", CONTROL))
                        .size());
    }

    @Test
    void aClusterThatTellsNothingIsOfAnotherVersion() {
        assertEquals(
                "Agon's version: here 1.0.0, there unknown",
                Agreement.differences(node("1.0.0", "a", "L", CONTROL), ConfigFactory.empty())
                        .get(0));
    }

    private static Config node(String version, String messages, String ledger, Set<Role> roles) {
        Map<String, String> values = Agreement.of(version, messages, ledger, roles);
        return ConfigFactory.parseMap(values);
    }
}
