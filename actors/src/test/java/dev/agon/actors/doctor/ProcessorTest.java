package dev.agon.actors.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.Precision;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessorTest {
    private static final Processor OLD = Processor.parse("model name\t: Old\nflags\t\t: fpu avx2\n");
    private static final Processor NEW =
            Processor.parse("model name\t: New\nflags\t\t: fpu avx2 avx512f avx512_bf16\n");

    @Test
    void instructionsAreNamedWhetherTheyAreThereOrNot() {
        assertEquals("Old", OLD.model());
        assertEquals("AVX2, no AVX-512, no bf16", OLD.instructions());
        assertEquals("AVX2, AVX-512, bf16", NEW.instructions());
    }

    @Test
    void bf16IsPointedOutWhereTheProcessorLacksIt() {
        assertTrue(OLD.cure(Precision.BF16).orElse("").contains("set agon.model.precision=fp32"));
        assertEquals(Optional.empty(), OLD.cure(Precision.FP32));
        assertEquals(Optional.empty(), NEW.cure(Precision.BF16));
    }
}
