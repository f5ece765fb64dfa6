package dev.agon.protocol.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.JobEvent.JobsTermBegun;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunEvent.RunFinished;
import dev.agon.protocol.event.RunEvent.RunStarted;
import dev.agon.protocol.event.RunEvent.ShardJudged;
import dev.agon.protocol.event.RunEvent.TermBegun;
import dev.agon.protocol.event.RunEvent.UpdateCommitted;
import dev.agon.protocol.wire.proto.LedgerProto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/** Translates the events of a run to Protobuf and back; the manifest is the Protobuf message's name. */
public final class LedgerWire {
    private LedgerWire() {}

    /** The name under which the event's type is stored. */
    public static String manifest(RunEvent event) {
        return event.getClass().getSimpleName();
    }

    /** The event's bytes. */
    public static byte[] write(RunEvent event) {
        return toProto(event).toByteArray();
    }

    /**
     * The event of these bytes.
     *
     * @throws IllegalArgumentException if the manifest is unknown or the bytes are damaged
     */
    public static RunEvent read(String manifest, byte[] bytes) {
        try {
            return switch (manifest) {
                case "RunStarted" -> fromProto(LedgerProto.RunStarted.parseFrom(bytes));
                case "TermBegun" ->
                    new TermBegun(LedgerProto.TermBegun.parseFrom(bytes).getTerm());
                case "ShardJudged" ->
                    new ShardJudged(ValueWire.fromProto(
                            LedgerProto.ShardJudged.parseFrom(bytes).getResult()));
                case "UpdateCommitted" -> fromProto(LedgerProto.UpdateCommitted.parseFrom(bytes));
                case "RunFinished" ->
                    new RunFinished(ValueWire.fromProto(
                            LedgerProto.RunFinished.parseFrom(bytes).getVersion()));
                default -> throw new IllegalArgumentException("the ledger holds an unknown event: " + manifest);
            };
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("the ledger holds a damaged " + manifest, e);
        }
    }

    /**
     * The term that an event begins; empty if it begins none.
     *
     * @throws IllegalArgumentException if the bytes are damaged
     */
    public static OptionalLong termBegunBy(String manifest, byte[] bytes) {
        if (manifest.equals("TermBegun")) {
            return OptionalLong.of(((TermBegun) read(manifest, bytes)).term());
        } else if (manifest.equals("JobsTermBegun")) {
            return OptionalLong.of(((JobsTermBegun) JobWire.read(manifest, bytes)).term());
        }
        return OptionalLong.empty();
    }

    /**
     * Digest of judged groups as the ledger stores them, SHA-256 in lower-case hex; equal groups in equal order have
     * equal digests, whoever made them and however long it took.
     */
    public static String digest(List<WorkResult> results) {
        MessageDigest digest = sha256();
        for (WorkResult result : results) {
            digest.update(ValueWire.toProto(result.id()).toByteArray());
            for (JudgedGroup group : result.groups()) {
                digest.update(ValueWire.toProto(group).toByteArray());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Digest of prompts with all that the ledger stores of them, in their order; SHA-256 in lower-case hex. */
    public static String digestOfPrompts(List<Prompt> prompts) {
        MessageDigest digest = sha256();
        for (Prompt prompt : prompts) {
            byte[] bytes = ValueWire.toProto(prompt).toByteArray();
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip()); // tells where one ends
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256 of a text, in lower-case hex. */
    static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static MessageLite toProto(RunEvent event) {
        if (event instanceof RunStarted started) {
            return LedgerProto.RunStarted.newBuilder()
                    .setConfigDigest(started.configDigest())
                    .setSeed(started.seed())
                    .setStart(ValueWire.toProto(started.start()))
                    .setDataDigest(started.dataDigest())
                    .build();
        } else if (event instanceof TermBegun begun) {
            return LedgerProto.TermBegun.newBuilder().setTerm(begun.term()).build();
        } else if (event instanceof ShardJudged judged) {
            return LedgerProto.ShardJudged.newBuilder()
                    .setResult(ValueWire.toProto(judged.result()))
                    .build();
        } else if (event instanceof UpdateCommitted committed) {
            return LedgerProto.UpdateCommitted.newBuilder()
                    .setTerm(committed.term())
                    .setIteration(committed.iteration())
                    .setVersion(ValueWire.toProto(committed.version()))
                    .setGroupsDigest(committed.groupsDigest())
                    .addAllMetrics(SummaryWire.toProto(committed.metrics()))
                    .build();
        } else if (event instanceof RunFinished finished) {
            return LedgerProto.RunFinished.newBuilder()
                    .setVersion(ValueWire.toProto(finished.version()))
                    .build();
        }
        throw new IllegalArgumentException("no wire format for " + event.getClass());
    }

    private static RunStarted fromProto(LedgerProto.RunStarted proto) {
        return new RunStarted(
                proto.getConfigDigest(), proto.getSeed(), ValueWire.fromProto(proto.getStart()), proto.getDataDigest());
    }

    private static UpdateCommitted fromProto(LedgerProto.UpdateCommitted proto) {
        return new UpdateCommitted(
                proto.getTerm(),
                proto.getIteration(),
                ValueWire.fromProto(proto.getVersion()),
                proto.getGroupsDigest(),
                SummaryWire.metrics(proto.getMetricsList()));
    }
}
