package dev.agon.actors.cluster;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import org.apache.pekko.cluster.Valid$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Refuses to join a cluster that a node does not agree with. Pekko has both sides check: first the member that is
 * asked, then the node that asks. A member that refuses tells no reason, so it leaves the decision to the one who asks,
 * which then knows both sides' values.
 */
public final class AgreementCheck extends JoinConfigCompatChecker {
    /**
     * The nodes of this process that look for a cluster, and in what each differs from the one it found. Static, since
     * Pekko makes this class by its name and tells it no more than two configurations.
     */
    private static final Map<String, List<String>> SEARCHING = new ConcurrentHashMap<>();

    /** From now on this node looks for a cluster. */
    static void search(String node) {
        SEARCHING.put(node, List.of());
    }

    /** The node looks no longer; what it found to differ. */
    static List<String> found(String node) {
        List<String> differences = SEARCHING.remove(node);
        return differences == null ? List.of() : differences;
    }

    @Override
    public Seq<String> requiredKeys() {
        return CollectionConverters.asScala(Agreement.keys()).toSeq();
    }

    @Override
    public ConfigValidation check(Config other, Config own) {
        String node = own.getString(Agreement.NODE);
        if (!SEARCHING.containsKey(node)) {
            return Valid$.MODULE$;
        }
        List<String> differences = Agreement.differences(own, other);
        SEARCHING.replace(node, differences);
        return differences.isEmpty()
                ? Valid$.MODULE$
                : Invalid.apply(CollectionConverters.asScala(differences).toSeq());
    }
}
