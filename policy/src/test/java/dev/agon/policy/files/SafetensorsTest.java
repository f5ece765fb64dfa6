package dev.agon.policy.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private final Path directory;

    SafetensorsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void whatIsWrittenIsRead() {
        Path file = directory.resolve("model.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        FloatBuffers.ramp("b", -1, 3, 5),
                        FloatBuffers.ramp("a", 7),
                        FloatBuffers.ramp("empty", 0, 0, 4)),
                DType.F32,
                new TreeMap<>(Map.of("step", "12")));

        SafetensorsReader reader = SafetensorsReader.open(file);

        assertEquals(Map.of("format", "pt", "step", "12"), reader.metadata());
        assertEquals(
                List.of("b", "a", "empty"),
                reader.tensors().stream().map(TensorEntry::name).toList());
        TensorEntry b = reader.find("b").orElseThrow();
        assertArrayEquals(new long[] {3, 5}, b.shape());
        assertEquals(ByteOrder.nativeOrder(), b.read().order());
        assertTrue(b.read().isDirect());
        assertEquals(FloatBuffers.ramp("b", -1, 3, 5).elements(), b.read());
        assertArrayEquals(new float[] {-0.5f, -0.375f}, FloatBuffers.floats(b.read(4, 2)));
        assertEquals(b.read(), b.readRaw());
        assertArrayEquals(
                new float[] {7},
                FloatBuffers.floats(reader.find("a").orElseThrow().read()));
        assertEquals(0, reader.find("empty").orElseThrow().read().remaining());
    }

    @Test
    void bytesAreThoseOfTheFormat() throws IOException {
        Path file = directory.resolve("x.safetensors");
        SafetensorsWriter.Written written =
                SafetensorsWriter.write(file, List.of(FloatBuffers.ramp("w", 1, 2)), DType.F32);

        byte[] bytes = Files.readAllBytes(file);
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        assertEquals(0, (bytes.length - 8) % 8);
        assertEquals(header, new String(bytes, 8, bytes.length - 16, UTF_8).strip());
        assertEquals(bytes.length, written.bytes());
        assertEquals(Sha256.of(bytes), written.sha256());
        assertEquals(written.sha256(), Sha256.ofFile(file));
    }

    @Test
    void bfloat16HalvesTheFileAndRoundsToNearestEven() {
        Path file = directory.resolve("half.safetensors");
        float[] numbers = {1, 1 + 0x1p-8f, 1 + 0x1p-7f + 0x1p-8f, -3.1415927f, 1e-40f, Float.MAX_VALUE};
        SafetensorsWriter.write(
                file, List.of(new NamedTensor("w", new long[] {6}, () -> FloatBuffers.of(numbers))), DType.BF16);

        TensorEntry entry = SafetensorsReader.open(file).find("w").orElseThrow();

        assertEquals(DType.BF16, entry.dtype());
        assertEquals(12, entry.readRaw().remaining());
        // ties go to the even mantissa: 1 + 2^-8 down to 1, 1 + 3*2^-8 up to 1 + 2^-6
        assertArrayEquals(
                new float[] {1, 1, 1 + 0x1p-6f, -3.140625f, Float.intBitsToFloat(0x10000), Float.POSITIVE_INFINITY},
                FloatBuffers.floats(entry.read()));
        assertArrayEquals(new float[] {-3.140625f}, FloatBuffers.floats(entry.read(3, 1)));
    }

    @Test
    void tensorsLongerThanAChunkSurviveBothTypes() {
        for (DType dtype : List.of(DType.F32, DType.BF16)) {
            Path file = directory.resolve(dtype + ".safetensors");
            float[] numbers = new float[700_001];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = i % 256; // exact in bfloat16
            }
            SafetensorsWriter.write(
                    file,
                    List.of(
                            new NamedTensor("odd", new long[] {1}, () -> FloatBuffers.of(3)),
                            new NamedTensor("w", new long[] {700_001}, () -> FloatBuffers.of(numbers))),
                    dtype);

            TensorEntry entry = SafetensorsReader.open(file).find("w").orElseThrow();
            assertArrayEquals(numbers, FloatBuffers.floats(entry.read()));
        }
    }

    @Test
    void tensorOverTwoGibibytesIsReadBySlices() throws IOException {
        long elements = 700_000_000; // 2.8 GB in a sparse file that takes no room
        String header =
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[" + elements + "],\"data_offsets\":[0," + 4 * elements + "]}} ";
        Path file = withHeader(header, 0);
        long data = Files.size(file);
        long across = (1L << 30) - data - 5; // the mapping's segments meet within the element at this byte
        long first = across / 4;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(FloatBuffers.of(1, 2, 3), data + 4 * first);
            channel.write(FloatBuffers.of(9), data + 4 * (elements - 1));
        }

        TensorEntry entry = SafetensorsReader.open(file).find("w").orElseThrow();

        assertArrayEquals(new float[] {0, 1, 2, 3, 0}, FloatBuffers.floats(entry.read(first - 1, 5)));
        assertArrayEquals(new float[] {0, 9}, FloatBuffers.floats(entry.read(elements - 2, 2)));
        assertThrows(IllegalArgumentException.class, () -> entry.read(elements - 1, 2));
        Faults.assertRefused(entry::read, "tensor w has 700000000 elements");
        Faults.assertRefused(entry::readRaw, "too many for one buffer");
    }

    @ParameterizedTest
    @CsvSource({
        "0000, 0",
        "8000, -0.0",
        "3c00, 1",
        "c000, -2",
        "7bff, 65504",
        "0400, 6.103515625E-5",
        "0001, 5.9604644775390625E-8",
        "83ff, -6.0975551605224609375E-5",
        "7c00, Infinity",
        "fc00, -Infinity",
        "7e00, NaN",
        "3555, 0.333251953125"
    })
    void float16IsConvertedExactly(String bits, float value) {
        assertEquals(value, HalfPrecision.fromFloat16((short) Integer.parseInt(bits, 16)));
    }

    @Test
    void bfloat16KeepsWhatIsNoNumber() {
        assertTrue(Float.isNaN(HalfPrecision.fromBfloat16(HalfPrecision.toBfloat16(Float.intBitsToFloat(0x7F800001)))));
        assertEquals(
                Float.NEGATIVE_INFINITY, HalfPrecision.fromBfloat16(HalfPrecision.toBfloat16(Float.NEGATIVE_INFINITY)));
    }

    @Test
    void integersAreReadRawButNotAsWeights() throws IOException {
        Path file = withHeader("{\"ids\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]}}", 16);

        TensorEntry ids = SafetensorsReader.open(file).find("ids").orElseThrow();

        assertEquals(16, ids.readRaw().remaining());
        Faults.assertRefused(ids::read, "tensor ids holds I64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no valid JSON|not valid JSON",
                "[1]|no JSON object",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}|not valid JSON",
                "{\"a\":{\"dtype\":\"F8\",\"shape\":[2],\"data_offsets\":[0,8]}}|only F32, F16, BF16, I64, I32",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|do not fit",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|whole numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}|whole numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}|no usable shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807],\"data_offsets\":[0,8]}}|more elements",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}|[begin, end]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}|cut off",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|its tensors take 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|leaves a hole",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|overlaps",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|a twice",
                "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|not valid JSON",
                "{\"a\":7}|type",
                "{\"__metadata__\":3}|no JSON object",
            })
    void brokenHeaderIsRefusedWithItsFault(String headerAndFault) throws IOException {
        int bar = headerAndFault.lastIndexOf('|');
        Path file = withHeader(headerAndFault.substring(0, bar), 8);

        Faults.assertRefused(() -> SafetensorsReader.open(file), file.toString(), headerAndFault.substring(bar + 1));
    }

    @Test
    void missingFileIsNamed() {
        Path file = directory.resolve("none.safetensors");
        Faults.assertRefused(() -> SafetensorsReader.open(file), file + " does not exist");
        Faults.assertRefused(() -> SafetensorsReader.open(directory), directory + " cannot be read");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        Path file = directory.resolve("whole.safetensors");
        SafetensorsWriter.write(file, List.of(FloatBuffers.ramp("a", 0, 64), FloatBuffers.ramp("b", 0, 64)), DType.F32);
        byte[] whole = Files.readAllBytes(file);
        Path part = directory.resolve("part.safetensors");
        for (int length = 0; length < whole.length; length++) {
            Files.write(part, Arrays.copyOf(whole, length));
            assertThrows(ModelException.class, () -> SafetensorsReader.open(part));
        }
    }

    @Test
    void randomBytesAreRefusedWithoutTakingMemory() throws IOException {
        Random random = new Random(1);
        Path file = directory.resolve("garbage.safetensors");
        for (int trial = 0; trial < 300; trial++) {
            byte[] garbage = new byte[random.nextInt(4096)];
            random.nextBytes(garbage);
            if (trial % 2 == 0 && garbage.length >= 8) {
                Arrays.fill(garbage, 2, 8, (byte) 0); // a plausible header length
            }
            Files.write(file, garbage);
            assertThrows(ModelException.class, () -> SafetensorsReader.open(file));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, -1, 100_000_001, 99_999_999, 0, 1})
    void absurdHeaderLengthIsRefused(long length) throws IOException {
        Path file = directory.resolve("huge.safetensors");
        Files.write(
                file,
                ByteBuffer.allocate(24)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(length)
                        .array());
        assertThrows(ModelException.class, () -> SafetensorsReader.open(file));
    }

    @Test
    void fullDiskLeavesTheOldFileAndNoPart() throws IOException {
        Path file = directory.resolve("model.safetensors");
        SafetensorsWriter.write(file, List.of(FloatBuffers.ramp("old", 0, 4)), DType.F32);
        byte[] old = Files.readAllBytes(file);

        Faults.assertRefused(
                () -> SafetensorsWriter.write(
                        file,
                        List.of(FloatBuffers.ramp("new", 0, 4096)),
                        DType.F32,
                        new TreeMap<>(),
                        channel -> new FullDisk(channel, 5000)),
                "No space left on device");

        assertArrayEquals(old, Files.readAllBytes(file));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void aPartLeftByACrashIsOverwritten() throws IOException {
        Path file = directory.resolve("model.safetensors");
        Files.write(directory.resolve("model.safetensors.partial"), new byte[100_000]);
        SafetensorsWriter.write(file, List.of(FloatBuffers.ramp("w", 0, 4)), DType.F32);
        assertEquals(1, SafetensorsReader.open(file).tensors().size());
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private Path withHeader(String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        Path file = directory.resolve("made.safetensors");
        Files.write(file, bytes.array());
        return file;
    }
}
