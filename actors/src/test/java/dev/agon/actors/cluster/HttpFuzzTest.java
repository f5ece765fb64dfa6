package dev.agon.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agon.actors.config.ConfigLoader;
import dev.agon.actors.config.ResolvedConfig;
import dev.agon.actors.node.Role;
import dev.agon.actors.run.Terminal;
import dev.agon.policy.files.FileTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;

/** What a node does with bytes on its ports that no client of ours would send. */
class HttpFuzzTest {
    private static final String TOKEN = "a-token-of-24-characters";
    private static final int PATIENCE_MILLIS = 30_000;
    private static final Path HOME = directory();
    private static final NodeProcess NODE = start();

    private static Path directory() {
        try {
            return Files.createTempDirectory("agon-http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NodeProcess start() {
        ResolvedConfig config = new ConfigLoader(Map.of("AGON_CLUSTER_TOKEN", TOKEN), HOME)
                .overrides(List.of("agon.cluster.directory=" + HOME.resolve("cluster")))
                .load();
        Terminal silent = new Terminal(new PrintStream(OutputStream.nullOutputStream()), false, false, 80);
        NodeParts parts = NodeParts.of(HOME, silent, config);
        return NodeProcess.start(config.cluster(), EnumSet.of(Role.CONTROL), parts);
    }

    @AfterContainer
    static void stop() throws IOException {
        NODE.stop();
        assertThrows(
                CompletionException.class,
                () -> NODE.finished().toCompletableFuture().join());
        FileTree.delete(HOME);
    }

    @AfterProperty
    void theNodeLives() throws IOException {
        assertStatus(200, ask("GET /alive HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    }

    @Example
    void withoutTheTokenOnlyTheHealthIsTold() throws IOException {
        for (String path : List.of("/runs", "/cluster/members", "/", "/alive/", "/alive?x", "//alive", "/nothing")) {
            String answer = ask("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertStatus(path.equals("/alive?x") ? 200 : 401, answer);
        }
        String wrong = ask(authorized("GET /runs", "Bearer wrong") + "\r\n");
        assertStatus(401, wrong);
        assertTrue(reason(wrong).startsWith("The token is not that of this cluster"), wrong);
        assertTrue(wrong.contains("WWW-Authenticate: Bearer"), wrong);
        assertStatus(200, ask(authorized("GET /cluster/members", "Bearer " + TOKEN) + "\r\n"));
    }

    @Example
    void aPageInABrowserMayNotAsk() throws IOException {
        String answer = ask(authorized("DELETE /runs/x", "Bearer " + TOKEN) + "Origin: http://evil.example\r\n\r\n");
        assertStatus(403, answer);
        assertTrue(reason(answer).startsWith("A page in a browser"), answer);
    }

    @Example
    void aConfigurationThatIsTooLargeIsRefusedWithASentence() throws IOException {
        String request = authorized("POST /runs?name=x", "Bearer " + TOKEN);
        for (String length : List.of("1048577", "1152921504606846976")) { // the latter 2^60
            String claimed = ask(request + "Content-Length: " + length + "\r\n\r\nagon {}");
            assertStatus(413, claimed);
            assertTrue(reason(claimed).contains("1048576 bytes"), claimed);
        }
        String chunks = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").repeat(17) + "0\r\n\r\n";
        String streamed = ask(request + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
        assertStatus(413, streamed);
    }

    @Example
    void headersThatAreTooLargeAreRefused() throws IOException {
        assertStatus(414, ask("GET /" + "a".repeat(3000) + " HTTP/1.1\r\nHost: a\r\n\r\n"));
        assertStatus(431, ask("GET /runs HTTP/1.1\r\nX-Long: " + "a".repeat(9000) + "\r\n\r\n"));
        assertStatus(400, ask("GET /runs HTTP/1.1\r\n" + "X-Many: a\r\n".repeat(200) + "\r\n"));
        assertStatus(400, ask("GET /runs HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"));
    }

    @Example
    void connectionsThatNeverFinishTheirRequestHoldNobodyUp() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = connect(NODE.httpAddress());
                socket.getOutputStream().write("POST /runs?name=x HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            assertStatus(200, ask(authorized("GET /cluster/members", "Bearer " + TOKEN) + "\r\n"));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Example
    void aFrameThatClaimsGigabytesTakesNoRoom() throws IOException {
        try (Socket socket = connect(NODE.address())) {
            byte[] claim = {'A', 'K', 'K', 'A', 2, -1, -1, -1, 0x7F, 1, 2, 3}; // stream 2, 2^31 - 1 bytes
            socket.getOutputStream().write(claim);
            theNodeLives();
        }
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void anyBytesAreAnsweredOrHungUpOn(@ForAll @Size(max = 400) byte[] bytes) throws IOException {
        assertNoFailure(ask(bytes));
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void anyRequestIsAnsweredByItsFault(@ForAll("requests") String request) throws IOException {
        assertNoFailure(ask(request));
    }

    @Provide
    Arbitrary<String> requests() {
        Arbitrary<String> method = Arbitraries.of("GET", "POST", "DELETE", "PUT", "OPTIONS", "TRACE", "BREW");
        Arbitrary<String> path =
                Arbitraries.of("/runs", "/runs/", "/runs?name=", "/runs?name=%", "/cluster/members", "/");
        Arbitrary<String> more = Arbitraries.strings().ofMaxLength(30);
        Arbitrary<String> header = Arbitraries.of(
                "Content-Length: -1",
                "Transfer-Encoding: chunked",
                "Expect: 100-continue",
                "Upgrade: h2c",
                "Host:",
                "");
        return Combinators.combine(method, path, more, header, more)
                .as((verb, place, tail, line, body) -> verb + " " + place + tail + " HTTP/1.1\r\nAuthorization: Bearer "
                        + TOKEN + "\r\n" + line + "\r\n\r\n" + body);
    }

    private static String authorized(String request, String authorization) {
        return request + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: " + authorization + "\r\n";
    }

    private static void assertNoFailure(String answer) {
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 "), answer);
        assertFalse(answer.startsWith("HTTP/1.1 500"), answer);
    }

    private static void assertStatus(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }

    private static String reason(String answer) throws IOException {
        String body = answer.substring(answer.indexOf("\r\n\r\n"));
        String reason = new ObjectMapper().readTree(body).path("reason").asText();
        assertEquals(1, reason.lines().count(), answer);
        return reason;
    }

    private static String ask(String request) throws IOException {
        return ask(request.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything that the node answers until it hangs up. */
    private static String ask(byte[] request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = connect(NODE.httpAddress())) {
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            socket.getInputStream().transferTo(answer);
        } catch (SocketException e) {
            // Hung up on before all was written: what it said until then is the answer.
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static Socket connect(String address) throws IOException {
        int colon = address.indexOf(':');
        Socket socket = new Socket();
        socket.connect(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }
}
