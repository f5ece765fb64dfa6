package dev.agon.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.agon.protocol.event.JobEvent;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.job.JobState;
import dev.agon.protocol.message.Message;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Bytes that nobody of ours wrote: they are read as something or refused with {@link IllegalArgumentException}, and
 * never take more memory than some hundred times their own size.
 */
class WireFuzzTest {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_BYTES = 8 << 20;
    /** Bytes of the ledger by the name of their type. */
    private static final Map<String, byte[]> STORED = stored();

    private static final List<String> MANIFESTS = List.copyOf(STORED.keySet());

    private static final ActorSystem<Void> SYSTEM = ActorSystem.create(
            Behaviors.empty(),
            "fuzz",
            ConfigFactory.parseString("agon-wire.maximum-message-size = 64 KiB\npekko.loglevel = ERROR")
                    .withFallback(ConfigFactory.load()));
    private static final ExtendedActorSystem CLASSIC = (ExtendedActorSystem) Adapter.toClassic(SYSTEM);
    private static final KryoSerializer MESSAGES = new KryoSerializer(CLASSIC);
    private static final List<byte[]> SENT =
            Examples.messages(SYSTEM).stream().map(MESSAGES::toBinary).toList();

    /** One byte of a text of bytes that is replaced, at a share of its length. */
    record Hit(double at, byte by) {}

    @AfterContainer
    static void stop() {
        SYSTEM.terminate();
    }

    @Property(tries = 1000)
    void anyBytesAreAMessageOrRefused(@ForAll byte[] bytes) {
        read(bytes);
    }

    @Property(tries = 1000)
    void aDamagedMessageIsReadOrRefused(@ForAll("hits") List<Hit> hits, @ForAll int which) {
        byte[] whole = SENT.get(Math.floorMod(which, SENT.size()));
        read(damaged(whole, hits));
        read(damaged(Arrays.copyOf(whole, Math.floorMod(which, whole.length)), hits));
    }

    @Property(tries = 500)
    void anAnnouncedCountMakesNoRoomByItself(
            @ForAll @IntRange(min = 10, max = 120) int type, @ForAll boolean inText, @ForAll byte[] tail) {
        byte[] count = {-1, -1, -1, -1, 7}; // 2^31 - 1; as the length of a text that is not ASCII nearly that
        byte[] text = {1 + 2}; // Kryo's number of String
        byte[] head = {(byte) (type + 2)};
        read(joined(head, inText ? text : new byte[0], count, tail));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    @Property(tries = 1000)
    void aDamagedEventIsReadOrRefused(@ForAll("hits") List<Hit> hits, @ForAll int which, @ForAll int as) {
        String manifest = manifest(which);
        byte[] whole = Objects.requireNonNull(STORED.get(manifest));
        bounded(() -> restore(manifest, damaged(whole, hits)));
        bounded(() -> restore(manifest(as), whole));
    }

    private static String manifest(int which) {
        return MANIFESTS.get(Math.floorMod(which, MANIFESTS.size()));
    }

    @Property(tries = 1000)
    void anyBytesAreAnEventOrRefused(@ForAll byte[] bytes, @ForAll int as) {
        bounded(() -> restore(manifest(as), bytes));
    }

    @Provide
    Arbitrary<List<Hit>> hits() {
        return Combinators.combine(Arbitraries.doubles().between(0, 1), Arbitraries.bytes())
                .as(Hit::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    private static void read(byte[] bytes) {
        bounded(() -> assertTrue(MESSAGES.fromBinary(bytes, "") instanceof Message));
    }

    private static void restore(String manifest, byte[] bytes) {
        LedgerSerializer ledger = new LedgerSerializer(CLASSIC);
        ledger.fromBinary(bytes, manifest);
    }

    private static void bounded(Runnable reader) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reader.run();
        } catch (IllegalArgumentException e) {
            assertTrue(!String.valueOf(e.getMessage()).isEmpty());
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < MOST_BYTES, () -> allocated + " bytes were allocated");
    }

    private static byte[] damaged(byte[] whole, List<Hit> hits) {
        byte[] bytes = whole.clone();
        for (Hit hit : hits) {
            if (bytes.length > 0) {
                bytes[(int) Math.min(bytes.length - 1, hit.at() * bytes.length)] = hit.by();
            }
        }
        return bytes;
    }

    private static Map<String, byte[]> stored() {
        Map<String, byte[]> stored = new TreeMap<>();
        for (RunEvent event : Examples.events()) {
            stored.put(LedgerWire.manifest(event), LedgerWire.write(event));
        }
        for (JobEvent event : List.of(
                new JobEvent.JobsTermBegun(4),
                new JobEvent.JobSubmitted(7, "mine", "agon {}"),
                new JobEvent.JobEnded(7, JobState.FAILED, "no room"))) {
            stored.put(event.getClass().getSimpleName(), JobWire.write(event));
        }
        stored.put("RunSnapshot", SummaryWire.toProto(Examples.snapshot()).toByteArray());
        return stored;
    }
}
