package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {
    @TempDir
    private Path root;

    @BeforeEach
    void aMachineOfEightGibibytes() throws IOException {
        write("proc/meminfo", "MemTotal:        8388608 kB\nMemFree:          100 kB\n");
    }

    @Test
    void withoutAControlGroupTheMachineHasAll() {
        assertEquals(8L << 30, new MachineMemory(root).read());
    }

    @Test
    void aLimitOfAnyGroupAboveTheProcessCounts() throws IOException {
        write("proc/self/cgroup", "0::/system.slice/agon.service\n");
        write("sys/fs/cgroup/system.slice/agon.service/memory.max", "max\n");
        assertEquals(8L << 30, new MachineMemory(root).read());
        write("sys/fs/cgroup/system.slice/memory.max", "3000000000\n");
        assertEquals(3_000_000_000L, new MachineMemory(root).read());
        write("sys/fs/cgroup/system.slice/agon.service/memory.max", "2000000000\n");
        assertEquals(2_000_000_000L, new MachineMemory(root).read());
    }

    @Test
    void aContainerSeesItsLimitAtTheTop() throws IOException {
        write("proc/self/cgroup", "0::/../../kubepods/pod1\n");
        write("sys/fs/cgroup/memory.max", "1500000000\n");
        assertEquals(1_500_000_000L, new MachineMemory(root).read());
    }

    @Test
    void theFirstVersionOfControlGroupsCountsToo() throws IOException {
        write("proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/docker/1\n0::/x\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n"); // none
        write("sys/fs/cgroup/memory/docker/1/memory.limit_in_bytes", "1000000000\n");
        assertEquals(1_000_000_000L, new MachineMemory(root).read());
    }

    @Test
    void thisMachineHasSome() {
        assertTrue(MachineMemory.bytes() > 1L << 28);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, text);
    }
}
