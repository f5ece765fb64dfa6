package dev.agon.actors.chaos;

import dev.agon.actors.ClusterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a node of a drill listens, and how it is started there.
 *
 * @param host address
 * @param port for messages
 * @param httpPort for HTTP
 * @param prefix of the command that starts it
 * @param options of the node besides
 */
record Place(String host, int port, int httpPort, List<String> prefix, List<String> options) {
    private static final String LOOPBACK = "127.0.0.1";

    Place {
        prefix = List.copyOf(prefix);
        options = List.copyOf(options);
    }

    String address() {
        return host + ":" + port;
    }

    String httpAddress() {
        return host + ":" + httpPort;
    }

    /** On ports that were free a moment ago; all are held until the last is found, so that they differ. */
    static List<Place> onLoopback(int count) {
        List<ServerSocket> held = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            for (int i = 0; i < count; i++) {
                int port = held.get(2 * i).getLocalPort();
                int httpPort = held.get(2 * i + 1).getLocalPort();
                places.add(new Place(LOOPBACK, port, httpPort, List.of(), List.of()));
            }
            for (ServerSocket socket : held) {
                socket.close();
            }
            return places;
        } catch (IOException e) {
            throw new ClusterException("No port is free on this machine: " + e.getMessage() + ".", e);
        }
    }
}
