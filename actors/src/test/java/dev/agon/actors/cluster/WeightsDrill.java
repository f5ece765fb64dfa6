package dev.agon.actors.cluster;

import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.node.Role;
import dev.agon.actors.security.ClusterAccess;
import dev.agon.actors.security.HttpAccess;
import dev.agon.actors.weights.Checkpoints;
import dev.agon.actors.weights.Holder;
import dev.agon.actors.weights.NeighbourWeights;
import dev.agon.actors.weights.Neighbours;
import dev.agon.actors.weights.Shelf;
import dev.agon.actors.weights.WeightsClient;
import dev.agon.policy.files.Sha256;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.wire.KryoSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.UnreachableMember;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.http.javadsl.Http;

/**
 * A gigabyte of weights to three processes at once, which are a cluster meanwhile. No test:
 * {@code docs/drills/weights.sh} runs it and says what it prints. Arguments of a node: its number (0 gives, the others
 * take), the ports of the giver (cluster, HTTP), a directory, the bytes.
 */
public final class WeightsDrill {
    private static final int NODES = 4;
    private static final int CHUNK = 1 << 20;
    private static final String RUN = "drill";
    private static final HttpAccess ACCESS =
            new ClusterAccess(Optional.empty(), Optional.empty()).http(Duration.ofSeconds(5));

    private final int number;
    private final int clusterPort;
    private final int httpPort;
    private final Path directory;
    private final long bytes;
    private long cpuBefore;
    private final AtomicInteger suspicions = new AtomicInteger();

    private WeightsDrill(String[] arguments) {
        number = Integer.parseInt(arguments[0]);
        clusterPort = Integer.parseInt(arguments[1]);
        httpPort = Integer.parseInt(arguments[2]);
        directory = Path.of(arguments[3]);
        bytes = Long.parseLong(arguments[4]);
    }

    /** Runs a node. */
    public static void main(String[] arguments) throws Exception {
        new WeightsDrill(arguments).run();
    }

    private void run() throws Exception {
        ActorSystem<Integer> system = system();
        Path home = directory.resolve("node-" + number);
        Checkpoints checkpoints = new Checkpoints(home);
        if (number == 0) {
            PolicyVersion version = checkpoints.publish(1, this::write);
            Shelf shelf = new Shelf();
            shelf.put(RUN, checkpoints, version);
            Http.get(system)
                    .newServerAt("127.0.0.1", httpPort)
                    .bind(new WeightsRoutes(shelf).route())
                    .toCompletableFuture()
                    .join();
            digestAlone(checkpoints.locate(version).resolve(Checkpoints.WEIGHTS));
            Files.writeString(directory.resolve("version"), version.sha256());
            await(() -> count("whole") == NODES - 1);
            print("node 0: giving it to three that throw it away: %.2f s on a processor", (cpu() - cpuBefore) * 1e-9);
            cpuBefore = cpu();
            await(() -> takersDone() == NODES - 1);
            print("node 0: giving it to three that keep it: %.2f s on a processor", (cpu() - cpuBefore) * 1e-9);
            print("heartbeats: %d suspicions at the giver", suspicions.get());
        } else {
            await(() -> Files.exists(directory.resolve("version")) && members(system) == NODES);
            String sha256 = Files.readString(directory.resolve("version"));
            PolicyVersion version = new PolicyVersion(1, "checkpoints/step-000001", sha256, bytes);
            meet("raw");
            long begun = System.nanoTime();
            cpuBefore = cpu();
            raw();
            rate("read and thrown away", begun);
            meet("whole");
            begun = System.nanoTime();
            cpuBefore = cpu();
            if (!source().fetch(version, checkpoints, false)) {
                throw new IllegalStateException("the version did not come");
            }
            rate("verified, written, synced and renamed", begun);
            print("heartbeats: %d suspicions at taker %d", suspicions.get(), number);
            Files.writeString(directory.resolve("done-" + number), "");
        }
        system.terminate();
    }

    private ActorSystem<Integer> system() {
        Map<String, Object> agreement = new LinkedHashMap<>();
        agreement.putAll(Agreement.of("drill", KryoSerializer.formatDigest(), "none", EnumSet.of(Role.CONTROL)));
        agreement.put(Agreement.NODE, "node-" + number);
        Config config = ConfigFactory.parseMap(agreement)
                .withFallback(ConfigFactory.parseString("pekko.remote.artery.canonical.port = "
                        + (number == 0 ? clusterPort : 0) + "\npekko.cluster.roles = [control]"))
                .withFallback(ConfigFactory.parseResources("pekko.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        ActorSystem<Integer> system = ActorSystem.create(watcher(), "agon", config);
        Cluster.get(system)
                .manager()
                .tell(new JoinSeedNodes(List.of(AddressFromURIString.parse("pekko://agon@127.0.0.1:" + clusterPort))));
        return system;
    }

    /** Counts how often another node is suspected. */
    private Behavior<Integer> watcher() {
        return Behaviors.setup(context -> {
            Cluster.get(context.getSystem())
                    .subscriptions()
                    .tell(Subscribe.create(
                            context.messageAdapter(UnreachableMember.class, event -> 1), UnreachableMember.class));
            return Behaviors.receiveMessage(one -> {
                suspicions.addAndGet(one);
                return Behaviors.same();
            });
        });
    }

    private static int members(ActorSystem<?> system) {
        List<Object> members = new ArrayList<>();
        Cluster.get(system).state().getMembers().forEach(members::add);
        return members.size();
    }

    private void write(Path place) {
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(place.resolve(Checkpoints.WEIGHTS))) {
            for (long written = 0; written < bytes; written += CHUNK) {
                for (int i = 0; i < CHUNK; i += 64) {
                    chunk[i] = (byte) (written / CHUNK + i);
                }
                out.write(chunk, 0, (int) Math.min(CHUNK, bytes - written));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void digestAlone(Path file) {
        Sha256.ofFile(file); // warm
        long begun = System.nanoTime();
        cpuBefore = cpu();
        Sha256.ofFile(file);
        rate("SHA-256 of the file alone, one thread", begun);
    }

    private NeighbourWeights source() {
        Neighbours neighbours = new Neighbours();
        neighbours.are(List.of(new Holder("127.0.0.1:" + httpPort, true)));
        WeightsClient client = new WeightsClient(ACCESS, RUN, Duration.ofSeconds(30));
        return new NeighbourWeights(client, neighbours, Duration.ZERO);
    }

    private void raw() throws IOException {
        byte[] chunk = new byte[CHUNK];
        long read = 0;
        String path = "/weights/" + RUN + "/1/" + Checkpoints.WEIGHTS;
        try (InputStream in = ACCESS.request("127.0.0.1:" + httpPort, path, Duration.ofSeconds(30))
                .getInputStream()) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                read += count;
            }
        }
        if (read != bytes) {
            throw new IllegalStateException(read + " of " + bytes + " bytes came");
        }
    }

    /** All takers begin together. */
    private void meet(String what) throws Exception {
        Files.write(directory.resolve(what + "-" + number), "".getBytes(StandardCharsets.UTF_8));
        await(() -> count(what) == NODES - 1);
    }

    private int takersDone() {
        return count("done");
    }

    private int count(String what) {
        int count = 0;
        for (int n = 1; n < NODES; n++) {
            count += Files.exists(directory.resolve(what + "-" + n)) ? 1 : 0;
        }
        return count;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(20);
        }
    }

    private void rate(String what, long begun) {
        double seconds = (System.nanoTime() - begun) * 1e-9;
        long cpu = cpu();
        print(
                "node %d: %s: %.0f MB/s (%.2f s, of which %.2f s on a processor)",
                number, what, bytes / seconds / 1e6, seconds, (cpu - cpuBefore) * 1e-9);
        cpuBefore = cpu;
    }

    /** Nanoseconds that this process has been on a processor. */
    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void print(String text, Object... values) {
        System.out.println(String.format(Locale.ROOT, text, values));
    }
}
