package dev.agon.actors.metrics;

import dev.agon.actors.node.Role;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.stream.StreamSupport;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * What a node tells Prometheus: its JVM, the members that it sees and, where it keeps the jobs, the run. Thread-safe.
 */
public final class NodeMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** Of this JVM alone, until {@link #watch}. */
    public NodeMetrics() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** From now on tells of the cluster's members, too. */
    public void watch(Cluster cluster) {
        for (String role : Role.labels()) {
            Gauge.builder("agon.cluster.members", cluster, members -> up(members, role))
                    .description("Members that are up, by role; a node of two roles counts twice.")
                    .tag("role", role)
                    .register(registry);
        }
        Gauge.builder("agon.cluster.unreachable", cluster, NodeMetrics::unreachable)
                .description("Members that this node's failure detector or another's suspects.")
                .register(registry);
    }

    private static double up(Cluster cluster, String role) {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter((Member member) -> member.status().equals(MemberStatus.up()) && member.hasRole(role))
                .count();
    }

    private static double unreachable(Cluster cluster) {
        return cluster.state().getUnreachable().size();
    }

    /** The meters of a run that this node keeps; to be closed when it keeps it no longer. */
    public RunMetrics run(String name) {
        return new RunMetrics(registry, name);
    }

    /** Everything in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
