package dev.agon.actors.chaos;

import dev.agon.actors.node.Role;
import dev.agon.protocol.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node as a process of its own, that can be killed and started again. Not thread-safe. */
final class ChaosNode {
    private final String name;
    private final Role role;
    private final Place place;
    private final List<String> command;
    private final Path log;
    private Process process;

    /**
     * Starts it.
     *
     * @param place where it listens
     * @param command that starts it
     * @param log to which it adds what it prints
     */
    ChaosNode(String name, Role role, Place place, List<String> command, Path log) {
        this.name = name;
        this.role = role;
        this.place = place;
        this.command = List.copyOf(command);
        this.log = log;
        this.process = launch();
    }

    String name() {
        return name;
    }

    Role role() {
        return role;
    }

    Place place() {
        return place;
    }

    /** Where the other nodes reach it, {@code host:port}. */
    String address() {
        return place.address();
    }

    /** Starts it again if it has ended by itself, as a supervisor would. */
    void supervise() {
        if (!process.isAlive()) {
            process = launch();
        }
    }

    /** SIGKILL, and a start anew. */
    void kill() {
        destroy();
        awaitEnd();
        process = launch();
    }

    /** SIGKILL. */
    void destroy() {
        process.destroyForcibly();
    }

    void awaitEnd() {
        await(process);
    }

    void suspend() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    /** SIGTERM, and SIGKILL if that does not help. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String signal) {
        try {
            await(new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start());
        } catch (IOException e) {
            throw new InputException(
                    "The program `kill` cannot be run (" + e.getMessage() + "); leave --suspend out.", e);
        }
    }

    private static void await(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new InputException("A node cannot be started by " + command.get(0) + " (" + e.getMessage() + ").", e);
        }
    }
}
