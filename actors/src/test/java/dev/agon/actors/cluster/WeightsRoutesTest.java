package dev.agon.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.FakeRun;
import dev.agon.actors.security.ClusterAccess;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.actors.weights.Holder;
import dev.agon.actors.weights.Shelf;
import dev.agon.policy.files.Sha256;
import dev.agon.protocol.InputException;
import dev.agon.protocol.PolicyVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsRoutesTest {
    private static final Config CONFIG = ConfigFactory.parseString("pekko.actor.provider = local")
            .withFallback(ConfigFactory.parseResources("pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    private static final ActorTestKit KIT = ActorTestKit.create("routes", CONFIG);
    private static final int BYTES = 1_000_000; // several chunks

    @TempDir
    private Path run;

    @TempDir
    private Path other;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Shelf shelf = new Shelf();
    private final byte[] weights = new byte[BYTES];
    private String address = "";

    @BeforeEach
    void serve() {
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) (i * 31 + i / 1000);
        }
        Path model = run.resolve("model");
        PolicyVersion start = FakeRun.startingModel(model);
        write(model.resolve("config.json"), new byte[] {'{', '}'});
        write(model.resolve("secret.txt"), new byte[] {'x'});
        write(run.resolve("secret.txt"), new byte[] {'x'});
        Checkpoints checkpoints = new Checkpoints(run, model);
        checkpoints.publish(1, directory -> write(directory.resolve(Checkpoints.WEIGHTS), weights));
        shelf.put("small", checkpoints, start);
        ServerBinding binding = Http.get(KIT.system())
                .newServerAt("127.0.0.1", 0)
                .bind(new WeightsRoutes(shelf).route())
                .toCompletableFuture()
                .join();
        address = "127.0.0.1:" + binding.localAddress().getPort();
    }

    @AfterAll
    static void stopKit() {
        KIT.shutdownTestKit();
    }

    @Test
    void aFileIsNamedByItsDigest() throws Exception {
        HttpResponse<byte[]> whole = get("small/1/model.safetensors");
        assertEquals(200, whole.statusCode());
        assertArrayEquals(weights, whole.body());
        assertEquals(
                "\"" + Sha256.of(weights) + "\"",
                whole.headers().firstValue("ETag").orElseThrow());
        assertEquals(
                412, get("small/1/model.safetensors", "If-Match", "\"abc\"").statusCode());
        String right = "\"" + Sha256.of(weights) + "\"";
        assertEquals(200, get("small/1/model.safetensors", "If-Match", right).statusCode());
    }

    @ParameterizedTest
    @CsvSource({"bytes=700000-, 700000, 1000000", "bytes=10-19, 10, 20", "bytes=-5, 999995, 1000000"})
    void aRangeIsAnsweredAlone(String range, int from, int until) throws Exception {
        HttpResponse<byte[]> part = get("small/1/model.safetensors", "Range", range);
        assertEquals(206, part.statusCode());
        assertArrayEquals(Arrays.copyOfRange(weights, from, until), part.body());
        assertEquals(
                "bytes " + from + "-" + (until - 1) + "/" + BYTES,
                part.headers().firstValue("Content-Range").orElseThrow());
    }

    @Test
    void aRangeBeyondTheEndIsRefusedAndSeveralAreOne() throws Exception {
        assertEquals(
                416, get("small/1/model.safetensors", "Range", "bytes=1000000-").statusCode());
        assertArrayEquals(
                weights,
                get("small/1/model.safetensors", "Range", "bytes=0-1,5-6").body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "small/1/../../secret.txt",
                "small/1/%2e%2e%2f%2e%2e%2fsecret.txt",
                "small/1/..%2f..%2fsecret.txt",
                "small/1/%2Fetc%2Fpasswd",
                "small/0/secret.txt",
                "small/1/nothing",
                "small/2",
                "small/-1",
                "small/99999999999999999999",
                "other/1",
            })
    void whatIsNoFileOfAVersionIsNotGiven(String path) throws Exception {
        assertEquals(404, get(path).statusCode());
    }

    @Test
    void theStartReachesANodeThatLacksIt() throws IOException {
        WeightsExchange exchange =
                new WeightsExchange(new ClusterAccess(Optional.empty(), Optional.empty()).http(Duration.ofSeconds(5)));
        Path wanted = Path.of("/nowhere/model");
        InputException nobody =
                assertThrows(InputException.class, () -> exchange.fetchStart("small", other.resolve("small"), wanted));
        assertTrue(nobody.toString().contains("/nowhere/model is not on this machine"), nobody::toString);

        exchange.neighbours().are(List.of(new Holder("127.0.0.1:1", true), new Holder(address, true)));
        Path start = exchange.fetchStart("small", other.resolve("small"), wanted);
        assertEquals(
                shelf.manifest("small", 0).orElseThrow().sha256(),
                Checkpoints.start(start).sha256());
        assertEquals("{}", Files.readString(start.resolve("config.json")));
        assertEquals(start, exchange.fetchStart("small", other.resolve("small"), wanted));
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address + "/weights/" + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
