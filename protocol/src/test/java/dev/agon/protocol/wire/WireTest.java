package dev.agon.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.JobEvent;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.job.JobState;
import dev.agon.protocol.message.CoordinatorCommand;
import dev.agon.protocol.message.JobsReply;
import dev.agon.protocol.message.Message;
import dev.agon.protocol.message.RolloutCommand;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.DisabledJavaSerializer;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final ActorSystem<Void> SYSTEM = ActorSystem.create(
            Behaviors.empty(),
            "wire",
            ConfigFactory.parseString("agon-wire.maximum-message-size = 64 KiB\npekko.loglevel = ERROR")
                    .withFallback(ConfigFactory.load()));
    private static final ExtendedActorSystem CLASSIC = (ExtendedActorSystem) Adapter.toClassic(SYSTEM);

    @AfterAll
    static void stop() {
        SYSTEM.terminate();
    }

    @Test
    void everyMessageSurvivesKryo() {
        KryoSerializer serializer = new KryoSerializer(CLASSIC);
        for (Message message : Examples.messages(SYSTEM)) {
            assertEquals(message, serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message)));
        }
    }

    @Test
    void aTextOfAnyLengthMayEndAMessage() {
        KryoSerializer serializer = new KryoSerializer(CLASSIC);
        for (int length = 0; length < 300; length++) {
            for (String letter : List.of("a", "\u00e9", "\u4e00")) {
                Message refused = new JobsReply.Refused(letter.repeat(length));
                assertEquals(refused, serializer.fromBinary(serializer.toBinary(refused), ""));
            }
        }
    }

    @Test
    void everyMessageTypeIsRegisteredAndHasAnExample() {
        Set<String> types = leaves(Message.class).map(Class::getName).collect(Collectors.toCollection(TreeSet::new));
        Set<String> examples = Examples.messages(SYSTEM).stream()
                .map(message -> message.getClass().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> registered =
                MessageTypes.records().values().stream().map(Class::getName).collect(Collectors.toSet());
        assertEquals(types, examples);
        assertTrue(registered.containsAll(types));
    }

    @Test
    void kryoRefusesATypeThatIsNotRegistered() {
        KryoSerializer serializer = new KryoSerializer(CLASSIC);
        assertThrows(IllegalArgumentException.class, () -> serializer.toBinary(new Thread()));
    }

    @Test
    void kryoRefusesAMessageAboveTheLimit() {
        KryoSerializer serializer = new KryoSerializer(CLASSIC);
        WorkResult large =
                new WorkResult(Examples.ID, Collections.nCopies(1000, Examples.JUDGED), new WorkResult.Effort(0, 0, 0));
        Message report = new CoordinatorCommand.ReportResult(large, SYSTEM.unsafeUpcast());
        assertThrows(IllegalArgumentException.class, () -> serializer.toBinary(report));
        Message next = new RolloutCommand.ResultStored(Examples.ID);
        assertEquals(next, serializer.fromBinary(serializer.toBinary(next), ""));
    }

    @Test
    void kryoRefusesToReadWhatIsNoMessageOrTooLarge() {
        KryoSerializer serializer = new KryoSerializer(CLASSIC);
        assertRefused("is refused, since 65536 are the most", () -> serializer.fromBinary(new byte[65_537], ""));
        byte[] prompt = serializer.toBinary(Examples.PROMPT);
        assertRefused("another thing than a message", () -> serializer.fromBinary(prompt, ""));
        byte[] stored = serializer.toBinary(new RolloutCommand.ResultStored(Examples.ID));
        assertRefused("more follows", () -> serializer.fromBinary(Arrays.copyOf(stored, stored.length + 1), ""));
        byte[] unregistered = {(byte) 0xFE, 0x07, 0, 0}; // class number 1020
        assertRefused("unregistered class ID", () -> serializer.fromBinary(unregistered, ""));
        byte[] named = {
            1, 0, 'j', 'a', 'v', 'a', '.', 'l', 'a', 'n', 'g', '.', 'T', 'h', 'r', 'e', 'a', (byte) ('d' | 0x80)
        };
        assertRefused("not registered", () -> serializer.fromBinary(named, ""));
    }

    @Test
    void javaSerializationIsOff() {
        Serialization serialization = SerializationExtension.get(CLASSIC);
        ClassNotFoundException serializable = new ClassNotFoundException("x");
        assertThrows(
                DisabledJavaSerializer.JavaSerializationException.class,
                () -> serialization.serialize(serializable).get());
    }

    private static void assertRefused(String reason, Runnable reader) {
        String message =
                assertThrows(IllegalArgumentException.class, reader::run).toString();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void everyEventOfTheJobsSurvivesTheLedger() {
        LedgerSerializer serializer = new LedgerSerializer(CLASSIC);
        List<JobEvent> events = List.of(
                new JobEvent.JobsTermBegun(4),
                new JobEvent.JobSubmitted(7, "mine", "agon {}"),
                new JobEvent.JobEnded(7, JobState.FAILED, "no room"));
        assertEquals(
                leaves(JobEvent.class).collect(Collectors.toSet()),
                events.stream().map(Object::getClass).collect(Collectors.toSet()));
        for (JobEvent event : events) {
            assertEquals(event, serializer.fromBinary(serializer.toBinary(event), serializer.manifest(event)));
        }
    }

    @Test
    void everyEventSurvivesTheLedger() {
        LedgerSerializer serializer = new LedgerSerializer(CLASSIC);
        Set<Class<?>> seen = Examples.events().stream().map(Object::getClass).collect(Collectors.toSet());
        assertEquals(Set.of(RunEvent.class.getPermittedSubclasses()), seen);
        for (RunEvent event : Examples.events()) {
            assertEquals(event, serializer.fromBinary(serializer.toBinary(event), serializer.manifest(event)));
        }
    }

    @Test
    void aSnapshotSurvivesTheLedger() {
        LedgerSerializer serializer = new LedgerSerializer(CLASSIC);
        byte[] bytes = serializer.toBinary(Examples.snapshot());
        assertEquals(Examples.snapshot(), serializer.fromBinary(bytes, serializer.manifest(Examples.snapshot())));
        assertArrayEquals(bytes, serializer.toBinary(Examples.snapshot()));
    }

    @Test
    void anUnknownEventIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> LedgerWire.read("RunForgotten", new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> LedgerWire.read("ShardJudged", new byte[] {10, 90}));
    }

    @Test
    void theDigestDependsOnTheGroupsAndTheirOrderButNotOnTheEffort() {
        WorkResult slower = new WorkResult(Examples.ID, Examples.RESULT.groups(), new WorkResult.Effort(77, 9, 9));
        WorkResult shorter =
                new WorkResult(Examples.ID, List.of(Examples.JUDGED), new WorkResult.Effort(77, 1.5, 0.25));
        String digest = LedgerWire.digest(List.of(Examples.RESULT, shorter));
        assertEquals(digest, LedgerWire.digest(List.of(slower, shorter)));
        assertNotEquals(digest, LedgerWire.digest(List.of(shorter, Examples.RESULT)));
    }

    /** The concrete records below a sealed interface; what an actor tells itself is left out. */
    private static Stream<Class<?>> leaves(Class<?> type) {
        if (type.getSimpleName().equals("Internal")) {
            return Stream.empty();
        }
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(WireTest::leaves)
                : Stream.of(type);
    }
}
