package dev.agon.actors.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A port of the loopback interface that passes connections on to another one, until it cuts them all. */
public final class Proxy implements AutoCloseable {
    private final ServerSocket door;
    private final int target;
    private final List<Socket> open = new ArrayList<>();
    private boolean cut;

    /** Passes on to the target from now on. */
    public Proxy(int target) {
        this.target = target;
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** The port to connect to. */
    public int port() {
        return door.getLocalPort();
    }

    /** Ends every connection, and each new one at once. */
    public synchronized void cut() {
        cut = true;
        open.forEach(Proxy::end);
        open.clear();
    }

    /** Lets new connections through again. */
    public synchronized void mend() {
        cut = false;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                pass(door.accept());
            } catch (IOException e) {
                // The door is closed, or this caller gets no connection because the server is down.
            }
        }
    }

    private synchronized void pass(Socket caller) throws IOException {
        if (cut) {
            end(caller);
            return;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(caller);
        open.add(server);
        start(() -> copy(caller, server));
        start(() -> copy(server, caller));
    }

    private static void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            end(from);
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        cut();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
