package dev.agon.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.FakeRun;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.node.RunSetups;
import dev.agon.protocol.job.Job;
import dev.agon.protocol.job.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadStartTest {
    private static final String HOST = "127.0.0.1";
    private static final int PORT = 7350;
    private static final Job JOB = new Job(3, "mine", "agon {\n  a = 1\n}\n", JobState.RUNNING, "");

    private final Path directory;
    private final List<Job> made = new ArrayList<>();
    private final RunSetups setups;

    HeadStartTest(@TempDir Path home) {
        directory = home.resolve("cluster");
        NodeSetup setup = FakeRun.setup(
                home.resolve("run"), FakeRun.plan(FakeRun.startingModel(home.resolve("model")), 2, false), 1);
        setups = new RunSetups(
                job -> {
                    made.add(job);
                    return setup;
                },
                Runnable::run);
    }

    @Test
    void aNodeThatIsStartedAgainPreparesItsLastJobOnce() {
        headStart(PORT).remember(new Job(2, "before", "agon {}", JobState.RUNNING, ""));
        headStart(PORT).remember(JOB);

        headStart(PORT).begin(setups, Runnable::run, false);
        assertEquals(List.of(JOB), made);

        setups.of(JOB);
        assertEquals(List.of(JOB), made);
    }

    @Test
    void aJobOfTheSameNumberButOfAnotherConfigurationIsPreparedAnew() {
        headStart(PORT).remember(JOB);
        headStart(PORT).begin(setups, Runnable::run, false);
        Job other = new Job(JOB.id(), JOB.name(), "agon {}", JobState.RUNNING, "");

        setups.of(other);

        assertEquals(List.of(JOB, other), made);
    }

    @Test
    void withoutALastJobNothingIsPrepared() throws IOException {
        headStart(PORT).begin(setups, Runnable::run, false);
        headStart(PORT + 1).remember(JOB);
        headStart(PORT).begin(setups, Runnable::run, false);
        Path file = directory.resolve("last-job-" + HOST + "-" + (PORT + 1));
        assertTrue(Files.exists(file));
        for (String damaged : List.of("", "3", "three\nmine\nagon {}")) {
            Files.writeString(file, damaged);
            headStart(PORT + 1).begin(setups, Runnable::run, false);
        }

        assertEquals(List.of(), made);
    }

    private HeadStart headStart(int port) {
        return new HeadStart(directory, HOST, port);
    }
}
