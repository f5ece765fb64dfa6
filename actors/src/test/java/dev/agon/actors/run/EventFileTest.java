package dev.agon.actors.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    private final Path directory;

    EventFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** CRC-32C of "123456789" is E3069283 (RFC 3720); masked: rotated right by 15, plus A282EAD8. */
    @Test
    void masksTheChecksum() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        int expected = ((0xE3069283 >>> 15) | (0xE3069283 << 17)) + 0xA282EAD8;
        assertEquals(expected, EventFile.maskedCrc(digits, digits.length));
    }

    /** The head of every event file: 24 bytes of data behind the length whose masked checksum is A37F4B22. */
    @Test
    void firstRecordNamesTheVersion() throws IOException {
        byte[] record = EventFile.frame(EventFile.version(0));
        byte[] head = HexFormat.of().parseHex("1800000000000000" + "a37f4b22");
        byte[] data = HexFormat.of().parseHex("090000000000000000" + "1a0d" + "627261696e2e4576656e743a32");
        for (int i = 0; i < head.length; i++) {
            assertEquals(head[i], record[i], "byte " + i);
        }
        assertArrayEquals(data, java.util.Arrays.copyOfRange(record, 12, 12 + data.length));
        assertEquals(12 + data.length + 4, record.length);
    }

    /** Field numbers of event.proto and summary.proto: step 2, summary 5 { value 1 { tag 1, simple_value 2 } }. */
    @Test
    void scalarIsASummaryValue() throws IOException {
        byte[] event = EventFile.event(0, 3, Map.of("kl", 0.5));
        assertEquals(
                "090000000000000000" + "1003" + "2a0b" + "0a09" + "0a026b6c" + "150000003f",
                HexFormat.of().formatHex(event));
    }

    @Test
    void metricsOfARepeatedIterationReplaceTheEarlierOnes() throws IOException {
        Path lines = directory.resolve("metrics.jsonl");
        try (MetricsLog log = new MetricsLog(lines, directory.resolve("tensorboard"))) {
            log.add(1, 10, Map.of("a", 1.0, "b", Double.NaN));
            log.add(2, 20, Map.of("a", 2.0));
        }
        Files.writeString(lines, Files.readString(lines) + "{\"iteration\":3,\"ti");
        try (MetricsLog log = new MetricsLog(lines, directory.resolve("tensorboard"))) {
            log.add(2, 21, Map.of("a", 2.5));
            log.add(3, 30, Map.of("a", 3.0));
        }
        assertEquals(
                """
                {"iteration":1,"time":10.0,"a":1.0}
                {"iteration":2,"time":21.0,"a":2.5}
                {"iteration":3,"time":30.0,"a":3.0}
                """,
                Files.readString(lines));
    }
}
