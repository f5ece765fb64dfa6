package dev.agon.actors.chaos;

import dev.agon.protocol.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network for a drill: each node is in a network namespace of its own, all of them and this machine on one bridge, so
 * that a node can be cut off. Needs Linux, the program {@code ip} and root. The addresses are of the block that RFC
 * 2544 sets aside for such tests. Not thread-safe.
 */
final class Namespaces implements AutoCloseable {
    private static final int PORT = 7350;
    private static final int HTTP_PORT = 7360;
    private static final int SUBNETS = 254;

    private final int size;
    private final String name;
    private final String subnet;

    private Namespaces(int size, long number) {
        this.size = size;
        this.name = "agon" + number % 100_000; // an interface's name has 15 characters at most
        this.subnet = "198.18." + (number % SUBNETS + 1) + ".";
    }

    /**
     * Makes the network.
     *
     * @throws InputException if this machine or this user cannot
     */
    static Namespaces create(int size) {
        Namespaces made = new Namespaces(size, ProcessHandle.current().pid());
        try {
            made.ip(List.of(), made.creation());
            for (int node = 0; node < size; node++) {
                made.ip(
                        List.of("-n", made.namespace(node)),
                        "link set lo up\nlink set eth0 up\naddress add " + made.host(node) + "/24 dev eth0\n");
            }
            return made;
        } catch (InputException e) {
            made.close();
            throw e;
        }
    }

    private String creation() {
        StringBuilder batch = new StringBuilder();
        batch.append("link add ").append(name).append(" type bridge\n");
        batch.append("address add ")
                .append(own())
                .append("/24 dev ")
                .append(name)
                .append('\n');
        batch.append("link set ").append(name).append(" up\n");
        for (int node = 0; node < size; node++) {
            batch.append("netns add ").append(namespace(node)).append('\n');
            batch.append("link add ").append(namespace(node)).append(" type veth peer name eth0 netns ");
            batch.append(namespace(node)).append('\n');
            batch.append("link set ")
                    .append(namespace(node))
                    .append(" master ")
                    .append(name)
                    .append(" up\n");
        }
        return batch.toString();
    }

    /** The node's namespace; the bridge's end of its cable is called the same. */
    private String namespace(int node) {
        return name + "-" + node;
    }

    private String host(int node) {
        return subnet + (2 + node);
    }

    /** This machine's address in the network. */
    String own() {
        return subnet + 1;
    }

    /** The nodes' addresses. */
    List<String> hosts() {
        return IntStream.range(0, size).mapToObj(this::host).toList();
    }

    /**
     * Where the nodes are started.
     *
     * @param certificates directory with a certificate and a key for each host
     */
    List<Place> places(Path certificates) {
        return IntStream.range(0, size)
                .mapToObj(node -> place(node, certificates))
                .toList();
    }

    private Place place(int node, Path certificates) {
        String host = host(node);
        return new Place(
                host,
                PORT,
                HTTP_PORT,
                List.of("ip", "netns", "exec", namespace(node)),
                List.of(
                        "--set",
                        "agon.cluster.host=" + host,
                        "--set",
                        "agon.cluster.tls.certificate=" + certificates.resolve(host + ".crt"),
                        "--set",
                        "agon.cluster.tls.key=" + certificates.resolve(host + ".key")));
    }

    /** From now on the node reaches nothing, and nothing reaches it. */
    void cutFromAll(int node) {
        ip(List.of(), "link set " + namespace(node) + " down\n");
    }

    /** From now on the node and the other nodes do not reach each other; this machine reaches all. */
    void cutFromNodes(int node) {
        routes("add", node);
    }

    /** Mends what {@link #cutFromAll} has cut. */
    void mendToAll(int node) {
        ip(List.of(), "link set " + namespace(node) + " up\n");
    }

    /** Mends what {@link #cutFromNodes} has cut. */
    void mendToNodes(int node) {
        routes("delete", node);
    }

    /** Both directions, since one that stays open would still bring the other side's messages. */
    private void routes(String verb, int node) {
        List<Integer> others =
                IntStream.range(0, size).filter(other -> other != node).boxed().toList();
        ip(
                List.of("-n", namespace(node)),
                others.stream().map(other -> hole(verb, other)).collect(Collectors.joining()));
        others.forEach(other -> ip(List.of("-n", namespace(other)), hole(verb, node)));
    }

    private String hole(String verb, int node) {
        return "route " + verb + " blackhole " + host(node) + "/32\n";
    }

    private void ip(List<String> options, String batch) {
        List<String> command = Stream.of(List.of("ip"), options, List.of("-batch", "-"))
                .flatMap(List::stream)
                .toList();
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.outputWriter(StandardCharsets.UTF_8).append(batch).close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new InputException(unavailable(said.lines().findFirst().orElse("no reason given")));
            }
        } catch (IOException e) {
            throw new InputException(unavailable(e.toString()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException(unavailable("interrupted"), e);
        }
    }

    private static String unavailable(String why) {
        return "Networks for --partition cannot be made or changed (" + why
                + "); it needs Linux, the program `ip` and root. Leave --partition out elsewhere.";
    }

    /** Takes the network down; what still runs in it keeps its namespace until it ends. */
    @Override
    public void close() {
        for (int node = 0; node < size; node++) {
            remove("netns delete " + namespace(node));
            remove("link delete " + namespace(node));
        }
        remove("link delete " + name);
    }

    /** Some of it may not be there: it went with another part, or was never made. */
    private void remove(String what) {
        try {
            ip(List.of(), what + "\n");
        } catch (InputException e) {
            // gone already
        }
    }
}
