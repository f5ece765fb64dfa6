package dev.agon.policy.files;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/** Files that are no safetensors: refused with {@link ModelException}, and no room is made for what they claim. */
class SafetensorsFuzzTest {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_BYTES = 4 << 20;
    private static final Path FILE = temporary();
    private static final byte[] WHOLE = whole();

    @AfterContainer
    static void delete() throws IOException {
        Files.delete(FILE);
    }

    @Property(tries = 500)
    void aDamagedFileIsReadOrRefused(
            @ForAll @Size(min = 1, max = 6) List<Integer> places, @ForAll byte by, @ForAll int length) {
        byte[] bytes = WHOLE.clone();
        places.forEach(place -> bytes[Math.floorMod(place, bytes.length)] = by);
        read(bytes);
        read(Arrays.copyOf(WHOLE, Math.floorMod(length, WHOLE.length)));
    }

    @Property(tries = 300)
    void anyHeaderIsReadOrRefused(@ForAll("headers") String header, @ForAll @Size(max = 64) byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        read(ByteBuffer.allocate(Long.BYTES + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array());
    }

    @Property(tries = 200)
    void aHeaderThatClaimsAnyLengthTakesNoRoom(@ForAll long claim) {
        read(ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(claim)
                .array());
    }

    @Example
    void aHeaderThatClaimsAnExbibyteTakesNoRoom() {
        aHeaderThatClaimsAnyLengthTakesNoRoom(1L << 60);
        aHeaderThatClaimsAnyLengthTakesNoRoom(SafetensorsReader.MAX_HEADER_BYTES);
    }

    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> number = Arbitraries.of("0", "-1", "4", "9223372036854775807", "1e9", "null", "[]");
        return number.tuple4()
                .map(n -> "{\"a\":{\"dtype\":\"F32\",\"shape\":[" + n.get1() + "," + n.get2() + "],\"data_offsets\":["
                        + n.get3() + "," + n.get4() + "]}}");
    }

    private static void read(byte[] bytes) {
        try {
            Files.write(FILE, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            SafetensorsReader.open(FILE).tensors().forEach(entry -> {
                if (entry.dtype().isFloat()) {
                    entry.read();
                }
            });
        } catch (ModelException e) {
            assertTrue(String.valueOf(e.getMessage()).contains(FILE.toString()), e::toString);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < MOST_BYTES, () -> allocated + " bytes were allocated");
    }

    private static Path temporary() {
        try {
            return Files.createTempFile("agon", ".safetensors");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] whole() {
        SafetensorsWriter.write(
                FILE, List.of(FloatBuffers.ramp("b", -1, 3, 5), FloatBuffers.ramp("a", 7)), DType.F32, new TreeMap<>());
        try {
            return Files.readAllBytes(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
