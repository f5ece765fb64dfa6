package dev.agon.actors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.node.Role;
import dev.agon.actors.run.MemoryPlan;
import dev.agon.actors.run.NodeMemory;
import dev.agon.actors.run.Parts;
import dev.agon.actors.run.Preflight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node's memory holds of a run. */
class NodeMemoryTest {
    private static final Set<Role> ROLLOUT = EnumSet.of(Role.ROLLOUT);
    private static final Set<Role> BOTH = EnumSet.of(Role.ROLLOUT, Role.LEARNER);

    @TempDir
    private Path home;

    private SmallRun run;

    @BeforeEach
    void prepare() {
        run = new SmallRun(home);
    }

    @Test
    void aNodeNeedsWhatItsRolesNeed() throws IOException {
        Parts parts = parts();
        long enough = bytes(parts, ROLLOUT);
        assertEquals(Optional.empty(), NodeMemory.shortage(parts, ROLLOUT, enough));
        String refusal = NodeMemory.shortage(parts, BOTH, enough).orElse("");
        assertTrue(refusal.matches("The run may need .* of memory but this machine has .* for it; .*"), refusal);
        assertEquals(Optional.empty(), NodeMemory.shortage(parts, BOTH, bytes(parts, BOTH)));
        assertEquals(Optional.empty(), NodeMemory.shortage(parts, EnumSet.of(Role.CONTROL), 1));
        assertEquals(
                MemoryPlan.of(parts, Preflight.check(parts)),
                MemoryPlan.of(parts, Preflight.check(parts), EnumSet.allOf(Role.class)));
    }

    @Test
    void promptsDecideWhereTheyAreThere() throws IOException {
        Parts parts = parts();
        long exact = bytes(parts, ROLLOUT);
        assertTrue(NodeMemory.shortage(parts, ROLLOUT, exact - 1).isPresent());
        Files.delete(run.prompts());
        assertEquals(Optional.empty(), NodeMemory.shortage(parts(), ROLLOUT, exact - 1));
        assertTrue(NodeMemory.shortage(parts(), ROLLOUT, 1_000_000).isPresent());
    }

    private static long bytes(Parts parts, Set<Role> roles) {
        return MemoryPlan.of(parts, Preflight.check(parts), roles).bytes();
    }

    private Parts parts() throws IOException {
        return Parts.of(new ConfigLoader(Map.of(), home)
                .text(Files.readString(run.config()))
                .load());
    }
}
