package dev.agon.actors.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.actors.doctor.Finding.State;
import dev.agon.policy.decoder.EngineReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {
    private static final EngineReport NONE = new EngineReport("2.7.1", "/x/libtorch_cpu.so", 0);

    @TempDir
    private Path directory;

    @Test
    void aMachineWithoutADriverComputesOnItsProcessor() {
        Finding finding = devices(Map.of(), false).examine(NONE, "auto");
        assertEquals(State.NOTE, finding.state());
        assertTrue(finding.value().contains("driver is not loaded"), finding.value());
    }

    @Test
    void aDriverWithoutACudaBuildIsToldApartFromOneWithoutItsLibraries() {
        Finding build = devices(Map.of(), true).examine(NONE, "auto");
        assertTrue(build.cure().contains("PYTORCH_LIBRARY_PATH"), build.cure());
        Finding library = devices(Map.of("PYTORCH_LIBRARY_PATH", "/opt/libtorch/lib"), true)
                .examine(NONE, "auto");
        assertTrue(library.cure().contains("LD_LIBRARY_PATH"), library.cure());
    }

    @Test
    void aDeviceThatIsAskedForAndNotThereIsMissing() {
        Finding finding = devices(Map.of(), false).examine(NONE, "cuda:1");
        assertEquals(State.MISSING, finding.state());
        assertTrue(finding.cure().contains("agon.model.device=cpu"), finding.cure());
    }

    @Test
    void devicesThatAreThereAreListed() {
        EngineReport two = new EngineReport("2.7.1", "/x/libtorch_cpu.so", 2);
        assertEquals(
                "cpu, cuda:0 to cuda:1",
                devices(Map.of(), true).examine(two, "cuda").value());
    }

    /** Intel Sapphire Rapids and AMD Milan, shortened. */
    @Test
    void aProcessorsInstructionsAreRead() {
        Processor newer = Processor.parse("model name\t: Xeon\nflags\t\t: fpu avx2 avx512f avx512_bf16 amx_bf16\n");
        assertEquals("AVX2, AVX-512, bf16", newer.instructions());
        Processor older = Processor.parse("model name\t: EPYC\nflags\t\t: fpu avx2\n");
        assertEquals("AVX2, no AVX-512, no bf16", older.instructions());
        assertEquals("EPYC", older.model());
        assertFalse(Processor.parse("").hasBf16());
    }

    private Devices devices(Map<String, String> environment, boolean driver) {
        Path file = directory.resolve("version");
        if (driver) {
            writeTo(file);
        }
        return new Devices(environment, file);
    }

    private static void writeTo(Path file) {
        try {
            Files.writeString(file, "NVRM version: 570");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
