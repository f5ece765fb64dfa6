package dev.agon.actors.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.agon.actors.ClusterException;
import dev.agon.actors.RunStopped;
import dev.agon.actors.config.ClusterSettings;
import dev.agon.actors.jobs.JobKeeper;
import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.ledger.SignsOfLife;
import dev.agon.actors.metrics.NodeMetrics;
import dev.agon.actors.node.NodeSetup;
import dev.agon.actors.node.Role;
import dev.agon.actors.node.RunSetups;
import dev.agon.actors.security.ArteryTls;
import dev.agon.actors.security.TlsSource;
import dev.agon.protocol.message.JobsCommand;
import dev.agon.protocol.message.NodeCommand;
import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.wire.KryoSerializer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterCommand;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.remote.RemoteTransportException;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;

/**
 * A node of a cluster in this JVM. It lives until it is stopped or has lost its cluster; then the process ends, and a
 * supervisor outside starts it again.
 */
public final class NodeProcess {
    /** When a control node reads a job's prompts, after it has begun to take part. */
    private static final Duration READ_AHEAD = Duration.ofSeconds(30);

    private static final String SYSTEM = "agon";
    /** Longest wait for a connection to the HTTP port of another node. */
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private static final AtomicInteger NODES = new AtomicInteger(); // of this process

    private final ClusterSettings settings;
    private final CompletableFuture<Done> finished = new CompletableFuture<>();
    private final WeightsExchange exchange;
    private final NodeMetrics metrics = new NodeMetrics();
    private final ActorSystem<NodeCommand> system;
    private final NodeHttp http;
    private final String id = "node-" + NODES.incrementAndGet();
    private final Optional<TlsSource> tls;
    private final Optional<Founding> founding;
    private volatile boolean stopping;
    private volatile boolean joined;

    private NodeProcess(ClusterSettings settings, Set<Role> roles, NodeParts parts) {
        this.settings = settings;
        this.tls = settings.tls().map(files -> new TlsSource(files, settings.host()));
        this.exchange = new WeightsExchange(settings.access().http(CONNECT));
        this.system = system(roles, parts);
        this.http = bind();
        AgreementCheck.search(id);
        String address =
                settings.host() + http.address().substring(http.address().lastIndexOf(':'));
        system.systemActorOf(AddressBook.create(address, exchange.neighbours()), "addresses", Props.empty());
        Cluster cluster = Cluster.get(system);
        metrics.watch(cluster);
        org.apache.pekko.cluster.Cluster.get(system).registerOnMemberUp(this::onJoined);
        this.founding = roles.contains(Role.CONTROL) && !settings.join().isEmpty()
                ? Optional.of(
                        new Founding(cluster, seeds(), new SignsOfLife(parts.jobsLedger(), parts.cluster(), address())))
                : Optional.empty();
        founding.ifPresentOrElse(Founding::begin, () -> cluster.manager().tell(join(cluster)));
        system.getWhenTerminated().whenComplete((done, failure) -> end());
    }

    /**
     * Starts a node.
     *
     * @throws dev.agon.protocol.settings.ConfigurationException if the certificate cannot be used
     * @throws dev.agon.protocol.InputException if this is a control node and the ledger cannot be opened
     * @throws ClusterException if the node cannot listen; if it finds no cluster, {@link #finished} fails with it
     */
    public static NodeProcess start(ClusterSettings settings, Set<Role> roles, NodeParts parts) {
        return new NodeProcess(settings, roles, parts);
    }

    private ActorSystem<NodeCommand> system(Set<Role> roles, NodeParts parts) {
        LedgerDatabase ledger = parts.jobsLedger();
        if (roles.contains(Role.CONTROL)) {
            ledger.prepare(message -> {
                parts.terminal().line(message);
                return true;
            });
        }
        Map<String, Object> own = new LinkedHashMap<>();
        own.putAll(Agreement.of(
                version(), KryoSerializer.formatDigest(), ledger.description() + " of " + parts.cluster(), roles));
        own.put(Agreement.NODE, id);
        own.put("pekko.cluster.roles", roles.stream().map(Role::label).toList());
        own.put("pekko.remote.artery.canonical.hostname", settings.host());
        own.put("pekko.remote.artery.canonical.port", settings.port());
        own.put("pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes", settings.joinTimeout());
        tls.ifPresent(source -> own.put("pekko.remote.artery.transport", "tls-tcp"));
        Config config = ConfigFactory.parseMap(own, "this node")
                .withFallback(ledger.pekkoConfig())
                .withFallback(ConfigFactory.parseResources("pekko.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        try {
            return ActorSystem.create(guardian(roles, parts, ledger.persistenceId()), SYSTEM, setup(config));
        } catch (RemoteTransportException e) {
            throw new ClusterException(
                    "This node cannot listen at " + settings.host() + ":" + settings.port() + " (" + e.getMessage()
                            + "); choose a free agon.cluster.port.",
                    e);
        }
    }

    private ActorSystemSetup setup(Config config) {
        ActorSystemSetup setup = ActorSystemSetup.create(BootstrapSetup.create(config));
        return tls.map(source -> setup.and(SSLEngineProviderSetup.create(system -> new ArteryTls(source))))
                .orElse(setup);
    }

    private Behavior<NodeCommand> guardian(Set<Role> roles, NodeParts parts, String jobsId) {
        return Behaviors.setup(context -> {
            Executor blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
            Member self = Cluster.get(context.getSystem()).selfMember();
            boolean control = self.hasRole(Role.CONTROL.label());
            boolean computes = self.hasRole(Role.LEARNER.label()) || self.hasRole(Role.ROLLOUT.label());
            Optional<HeadStart> headStart = settings.port() == 0 // nobody starts at the same address again
                    ? Optional.empty()
                    : Optional.of(new HeadStart(settings.directory(), settings.host(), settings.port()));
            RunSetups setups = new RunSetups(
                    job -> {
                        NodeSetup setup = parts.setup(job, exchange, roles);
                        headStart.ifPresent(each -> each.remember(job));
                        if (control) {
                            readAhead(setup, blocking);
                        }
                        return setup;
                    },
                    blocking);
            headStart.ifPresent(each -> each.begin(setups, blocking, computes));
            Behavior<JobsCommand> jobs = JobKeeper.create(
                    jobsId,
                    setups,
                    (job, keeper) -> parts.reporter(job, exchange, metrics, blocking, keeper),
                    blocking);
            return NodeActor.create(setups, exchange, jobs);
        });
    }

    /**
     * Reads a job's prompts once the busy time of the start is over: a coordinator that had to read a dictionary first
     * would take over seconds later.
     */
    private static void readAhead(NodeSetup setup, Executor blocking) {
        CompletableFuture.delayedExecutor(READ_AHEAD.toSeconds(), TimeUnit.SECONDS, blocking)
                .execute(setup.plan()::readPrompts);
    }

    private NodeHttp bind() {
        try {
            HttpGuard guard = new HttpGuard(tls, settings.token());
            return NodeHttp.bind(system, settings.host(), settings.httpPort(), guard, exchange.shelf(), metrics);
        } catch (CompletionException e) {
            system.terminate();
            throw new ClusterException(
                    "This node cannot listen for HTTP at " + settings.host() + ":" + settings.httpPort() + " ("
                            + e.getCause() + "); choose a free agon.cluster.http-port.",
                    e);
        }
    }

    private ClusterCommand join(Cluster cluster) {
        return settings.join().isEmpty() ? Join.create(cluster.selfMember().address()) : new JoinSeedNodes(seeds());
    }

    private List<Address> seeds() {
        return settings.join().stream()
                .map(node -> AddressFromURIString.parse("pekko://" + SYSTEM + "@" + node))
                .toList();
    }

    /** Where the node listens for the others, {@code host:port}. */
    public String address() {
        Address address = Cluster.get(system).selfMember().address();
        return address.getHost().get() + ":" + address.getPort().get();
    }

    /** Where the node listens for HTTP, {@code host:port}. */
    public String httpAddress() {
        return http.address();
    }

    /** Ends the node's work and leaves the cluster; {@link #finished} then fails with {@link RunStopped}. */
    public void stop() {
        stopping = true;
        system.tell(NodeActor.Control.STOP);
    }

    /**
     * The end of the node: {@link RunStopped}, or an exception that says what happened: a {@link ClusterException}, or
     * a {@link ConfigurationException} if the node does not go with the cluster.
     */
    public CompletionStage<Done> finished() {
        return finished.minimalCompletionStage();
    }

    private void onJoined() {
        joined = true;
        system.log().info("Up, a member of the cluster");
        founding.ifPresent(Founding::joined);
        AgreementCheck.found(id);
    }

    /** The version that the build wrote into the jar. */
    private static String version() {
        return Objects.requireNonNullElse(
                NodeProcess.class.getPackage().getImplementationVersion(), "development build");
    }

    private void end() {
        metrics.close();
        founding.ifPresent(Founding::close);
        List<String> differences = AgreementCheck.found(id);
        if (stopping) {
            finished.completeExceptionally(new RunStopped());
        } else if (joined) {
            finished.completeExceptionally(new ClusterException("This node has lost its cluster and ended (it was"
                    + " downed, or the network was cut); start it again and it joins and goes on."));
        } else if (!differences.isEmpty()) {
            finished.completeExceptionally(new ConfigurationException("This node does not go with the cluster at "
                    + String.join(", ", settings.join()) + "; they differ in " + String.join("; in ", differences)
                    + ". Start it with the version and the settings of the others."));
        } else if (refused()) {
            finished.completeExceptionally(new ConfigurationException("The cluster at "
                    + String.join(", ", settings.join()) + " refuses this node, since its version or settings differ;"
                    + " the log of the node that answered says in what."));
        } else {
            finished.completeExceptionally(new ClusterException("No node of the cluster answered within "
                    + settings.joinTimeout().toSeconds() + " s at " + String.join(", ", settings.join())
                    + " (" + new JoinDiagnosis(tls).of(settings.join())
                    + "); check agon.cluster.join and that a control node runs there."));
        }
    }

    private boolean refused() {
        return CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(CoordinatedShutdown.incompatibleConfigurationDetectedReason()::equals)
                .isPresent();
    }
}
