package dev.agon.actors.weights;

import dev.agon.actors.weights.Incoming.BrokenOff;
import dev.agon.policy.ModelException;
import dev.agon.policy.files.FileTree;
import dev.agon.protocol.InputException;
import dev.agon.protocol.PolicyVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets versions from other nodes over HTTP: from one of the own machine before one of another, resumed where a
 * connection broke, and from the next one where a node dies or gives wrong bytes. What arrives takes its place by a
 * rename once every file has its digest and the weights have the version's.
 */
public final class NeighbourWeights implements WeightsSource {
    private static final Logger LOG = LoggerFactory.getLogger(NeighbourWeights.class);

    /** Name of the directory in a run's directory of a start that came from another node. */
    private static final String START = "start";

    /** Nodes begin their round at different neighbours. */
    private static final int TURN =
            ManagementFactory.getRuntimeMXBean().getName().hashCode() >>> 1;

    private final WeightsClient client;
    private final Neighbours neighbours;
    private final Duration patience;
    private final UnaryOperator<WritableByteChannel> disk;

    /** @param patience how long a version that nobody has is waited for */
    public NeighbourWeights(WeightsClient client, Neighbours neighbours, Duration patience) {
        this(client, neighbours, patience, UnaryOperator.identity());
    }

    NeighbourWeights(
            WeightsClient client, Neighbours neighbours, Duration patience, UnaryOperator<WritableByteChannel> disk) {
        this.client = client;
        this.neighbours = neighbours;
        this.patience = patience;
        this.disk = disk;
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public boolean fetch(PolicyVersion version, Checkpoints checkpoints, boolean whole) {
        if (version.number() == 0) { // where the start lies is the user's, who may have put another model there
            return false;
        }
        Path directory = checkpoints.incoming(version);
        Optional<Incoming> opened = Incoming.open(directory, disk);
        if (opened.isEmpty()) {
            return false;
        }
        try (Incoming incoming = opened.get()) {
            boolean arrived = arrived(version, checkpoints, whole, incoming);
            if (arrived) {
                checkpoints.adopt(version, directory);
            }
            return arrived;
        } catch (IOException e) {
            throw Incoming.unwritable(directory, e);
        }
    }

    private boolean arrived(PolicyVersion version, Checkpoints checkpoints, boolean whole, Incoming incoming) {
        for (Holder holder : neighbours.turned(TURN)) {
            long begun = System.nanoTime();
            try {
                Optional<Manifest> manifest = client.manifest(holder, version.number())
                        .filter(offered -> offered.sha256().equals(version.sha256())
                                && offered.bytes() == version.bytes()
                                && (!whole
                                        || offered.entry(Checkpoints.OPTIMIZER).isPresent()));
                if (manifest.isPresent()) {
                    requireWeights(manifest.get());
                    long bytes = receive(holder, manifest.get(), missing(version, checkpoints), whole, incoming);
                    LOG.info(
                            "Version {} came from {}: {} bytes in {} ms",
                            version.number(),
                            holder.address(),
                            bytes,
                            (System.nanoTime() - begun) / 1_000_000);
                    return true;
                }
            } catch (IOException e) {
                LOG.warn("Version {} does not come from {}: {}", version.number(), holder.address(), e.toString());
            }
        }
        return false;
    }

    /** The manifest's word for the weights is the ledger's. */
    private static void requireWeights(Manifest manifest) throws IOException {
        if (Checkpoints.WEIGHTS_NAMES.stream()
                .flatMap(name -> manifest.entry(name).stream())
                .noneMatch(file -> file.sha256().equals(manifest.sha256()) && file.bytes() == manifest.bytes())) {
            throw new IOException("its manifest has no weights of the version's digest");
        }
    }

    /** Where the version's weights are already, only what a learner needs besides is asked for. */
    private static boolean missing(PolicyVersion version, Checkpoints checkpoints) {
        return !Files.isDirectory(checkpoints.locate(version)) || !checkpoints.verify(version);
    }

    private long receive(Holder holder, Manifest manifest, boolean weights, boolean whole, Incoming incoming)
            throws BrokenOff {
        long bytes = 0;
        for (Manifest.Entry file : manifest.files()) {
            boolean ofLearner = Checkpoints.OF_LEARNER.contains(file.name());
            if (ofLearner ? whole : weights) {
                incoming.receive(file, from -> client.open(holder, manifest.number(), file, from));
                bytes += file.bytes();
            }
        }
        return bytes;
    }

    // ---- the start --------------------------------------------------------------------------------------------------

    /**
     * Gets the run's start from a node that takes part already; it then lies in the run's directory.
     *
     * @return where it lies
     * @throws InputException if nobody gives it at the moment, or the disk refuses
     */
    public Path fetchStart(Path runDirectory, Path wanted) {
        Path place = runDirectory.toAbsolutePath().normalize().resolve(START);
        for (Holder holder : neighbours.turned(TURN)) {
            try {
                Optional<Manifest> manifest = client.manifest(holder, 0);
                if (manifest.isPresent()) {
                    return start(holder, manifest.get(), place);
                }
            } catch (IOException e) {
                LOG.warn("The start does not come from {}: {}", holder.address(), e.toString());
            }
        }
        throw new InputException("The model " + wanted + " is not on this machine, and no node gives it yet; see that"
                + " it lies there on the control nodes.");
    }

    private Path start(Holder holder, Manifest manifest, Path place) throws IOException {
        if (isStart(manifest, place)) {
            return place;
        }
        Path directory = place.resolveSibling(".fetching-" + manifest.sha256().substring(0, 12) + "-" + START);
        Optional<Incoming> opened = Incoming.open(directory, disk);
        if (opened.isEmpty()) {
            throw new IOException("another process of this machine fetches it");
        }
        try (Incoming incoming = opened.get()) {
            for (Manifest.Entry file : manifest.files()) {
                incoming.receive(file, from -> client.open(holder, 0, file, from));
            }
            if (!isStart(manifest, directory)) {
                throw new IOException("its weights are not those of its manifest");
            }
            adopt(directory, place);
        }
        return place;
    }

    private static void adopt(Path directory, Path place) {
        try {
            Checkpoints.sync(directory);
            FileTree.delete(place);
            Files.move(directory, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Incoming.unwritable(place, e);
        }
    }

    private static boolean isStart(Manifest manifest, Path place) {
        try {
            return Files.isDirectory(place) && Checkpoints.start(place).sha256().equals(manifest.sha256());
        } catch (InputException | ModelException e) {
            return false; // half of it, from a crash
        }
    }
}
