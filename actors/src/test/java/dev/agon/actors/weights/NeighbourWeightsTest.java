package dev.agon.actors.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.agon.actors.security.ClusterAccess;
import dev.agon.protocol.InputException;
import dev.agon.protocol.PolicyVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that come over HTTP from holders of which some are broken. */
class NeighbourWeightsTest {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int BYTES = 3_000_000;

    @TempDir
    private Path there;

    @TempDir
    private Path here;

    private final List<BrokenHolder> holders = new ArrayList<>();
    private PolicyVersion version = new PolicyVersion(0, "", "", 0);

    @BeforeEach
    void publish() {
        byte[] weights = new byte[BYTES];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) (i * 31 + i / 1000);
        }
        version = new Checkpoints(there).publish(7, directory -> {
            write(directory.resolve(Checkpoints.WEIGHTS), weights);
            write(directory.resolve(Checkpoints.OPTIMIZER), Arrays.copyOf(weights, 1000));
            write(directory.resolve("config.json"), new byte[] {'{', '}'});
        });
    }

    @AfterEach
    void stop() {
        holders.forEach(BrokenHolder::close);
    }

    @Test
    void aVersionArrivesWholeAndTakesItsPlace() throws IOException {
        Checkpoints checkpoints = new Checkpoints(here);
        assertTrue(from(new BrokenHolder()).fetch(version, checkpoints, true));
        assertTrue(checkpoints.verify(version));
        assertTrue(checkpoints.hasOptimizer(version));
        assertEquals(
                -1,
                Files.mismatch(
                        new Checkpoints(there).locate(version).resolve(Sums.FILE),
                        checkpoints.locate(version).resolve(Sums.FILE)));
    }

    @Test
    void aRolloutNodeTakesNoOptimizerAndAControlNodeAddsItLater() {
        Checkpoints checkpoints = new Checkpoints(here);
        BrokenHolder holder = new BrokenHolder();
        NeighbourWeights source = from(holder);
        assertTrue(source.fetch(version, checkpoints, false));
        assertFalse(checkpoints.hasOptimizer(version));
        long before = holder.sent.get();
        assertTrue(source.fetch(version, checkpoints, true));
        assertTrue(checkpoints.hasOptimizer(version));
        assertTrue(holder.sent.get() - before < BYTES, "the weights came twice");
    }

    @Test
    void aBrokenConnectionIsGoneOnFromWhereItBroke() {
        BrokenHolder holder = new BrokenHolder();
        holder.breaksAfter = 1_000_000;
        assertTrue(from(holder).fetch(version, new Checkpoints(here), false));
        assertGoesOn(holder.ranges.get(0), 1_000_000);
        assertTrue(holder.sent.get() < 2L * BYTES, () -> "sent " + holder.sent);
    }

    @Test
    void whatAHolderThatDiedHasSentIsKeptForTheNextOne() {
        BrokenHolder dying = new BrokenHolder();
        dying.breaksAfter = 1_000_000;
        dying.dies = true;
        BrokenHolder good = new BrokenHolder();
        assertFalse(from(dying).fetch(version, new Checkpoints(here), false));
        assertFalse(new Checkpoints(here).verify(version));
        assertTrue(from(good).fetch(version, new Checkpoints(here), false)); // of another process, say
        assertTrue(new Checkpoints(here).verify(version));
        assertGoesOn(good.ranges.get(0), 1_000_000);
    }

    /** The last bytes before a break may not have been handed on. */
    private static void assertGoesOn(String range, long most) {
        long from = Long.parseLong(range.substring("bytes=".length(), range.length() - 1));
        assertTrue(0 < from && from <= most, range);
    }

    @Test
    void wrongBytesAreRefusedAndAnotherHolderIsAsked() {
        BrokenHolder liar = new BrokenHolder();
        liar.lies = true;
        assertFalse(from(liar).fetch(version, new Checkpoints(here), false));
        BrokenHolder good = new BrokenHolder();
        assertTrue(from(liar, good).fetch(version, new Checkpoints(here), false));
        assertTrue(new Checkpoints(here).verify(version));
    }

    @Test
    void aManifestThatLeadsElsewhereIsRefused() {
        BrokenHolder holder = new BrokenHolder();
        holder.renames = "../../stolen";
        assertFalse(from(holder).fetch(version, new Checkpoints(here), false));
        assertFalse(Files.exists(here.resolve("stolen")));
        assertThrows(IOException.class, () -> Manifest.parse("{\"files\": [{\"name\": \"..\"}]}"));
    }

    @Test
    void aFullDiskIsToldInASentenceAndWhatHasArrivedStays() {
        BrokenHolder holder = new BrokenHolder();
        Checkpoints checkpoints = new Checkpoints(here);
        NeighbourWeights source = source(List.of(holder), file -> new SmallDisk(file, 500_000));
        InputException full = assertThrows(InputException.class, () -> source.fetch(version, checkpoints, false));
        assertTrue(
                full.toString().contains("model.safetensors (No space left on device); make room there"),
                full::toString);
        assertTrue(from(holder).fetch(version, checkpoints, false)); // room was made
        assertTrue(holder.ranges.stream().anyMatch(range -> range.matches("bytes=\\d{5,}-")), holder.ranges::toString);
    }

    @Test
    void twoProcessesDoNotWriteIntoOneAnother() {
        Checkpoints checkpoints = new Checkpoints(here);
        try (Incoming other = Incoming.open(checkpoints.incoming(version), UnaryOperator.identity())
                .orElseThrow()) {
            assertFalse(from(new BrokenHolder()).fetch(version, checkpoints, false));
            assertTrue(Files.isDirectory(other.directory()));
        }
        assertTrue(from(new BrokenHolder()).fetch(version, checkpoints, false));
    }

    private NeighbourWeights from(BrokenHolder... some) {
        return source(List.of(some), UnaryOperator.identity());
    }

    /** Asks them in this order, whatever the order of their ports. */
    private NeighbourWeights source(List<BrokenHolder> some, UnaryOperator<WritableByteChannel> disk) {
        holders.addAll(some);
        Neighbours neighbours = new Neighbours() {
            @Override
            List<Holder> turned(int number) {
                return some.stream().map(BrokenHolder::holder).toList();
            }
        };
        return new NeighbourWeights(
                new WeightsClient(
                        new ClusterAccess(Optional.empty(), Optional.empty()).http(Duration.ofSeconds(5)),
                        "run",
                        ANSWER),
                neighbours,
                Duration.ZERO,
                disk);
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives what lies {@link #there}, with faults. */
    private final class BrokenHolder implements AutoCloseable {
        private final HttpServer server;
        private final Shelf shelf = new Shelf();
        private final List<String> ranges = new ArrayList<>();
        private int breaksAfter = Integer.MAX_VALUE;
        private boolean dies;
        private boolean lies;
        private String renames = "";
        private final AtomicLong sent = new AtomicLong();

        BrokenHolder() {
            shelf.put("run", new Checkpoints(there), new PolicyVersion(0, "", "", 0));
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/weights/run/7", this::answer);
            server.start();
        }

        Holder holder() {
            return new Holder("127.0.0.1:" + server.getAddress().getPort(), true);
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                String name = path.substring(path.lastIndexOf('/') + 1);
                if (name.equals("7")) {
                    String manifest = shelf.manifest("run", 7).orElseThrow().render();
                    byte[] text = (renames.isEmpty() ? manifest : manifest.replace("config.json", renames))
                            .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, text.length);
                    exchange.getResponseBody().write(text);
                    return;
                }
                file(exchange, Files.readAllBytes(shelf.file("run", 7, name).orElseThrow()));
            }
        }

        private void file(HttpExchange exchange, byte[] bytes) throws IOException {
            Optional<String> range =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
            range.ifPresent(ranges::add);
            int from = range.map(text -> Integer.parseInt(text.substring(6, text.length() - 1)))
                    .orElse(0);
            if (dies && sent.get() >= breaksAfter) {
                exchange.sendResponseHeaders(500, -1);
                return;
            }
            if (lies && bytes.length > 1000) {
                bytes[1000]++;
            }
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length - from);
            OutputStream out = exchange.getResponseBody();
            int count = Math.min(breaksAfter, bytes.length - from);
            out.write(bytes, from, count);
            out.flush();
            sent.addAndGet(count);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /** A disk with room for so many bytes. */
    private static final class SmallDisk implements WritableByteChannel {
        private final WritableByteChannel file;
        private long room;

        SmallDisk(WritableByteChannel file, long room) {
            this.file = file;
            this.room = room;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (bytes.remaining() > room) {
                throw new IOException("No space left on device");
            }
            room -= bytes.remaining();
            return file.write(bytes);
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
