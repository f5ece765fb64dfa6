package dev.agon.protocol.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.agon.protocol.event.JobEvent;
import dev.agon.protocol.event.RunEvent;
import dev.agon.protocol.event.RunSnapshot;
import dev.agon.protocol.wire.proto.LedgerProto;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Stores the ledger's events and snapshots in Protobuf. */
public final class LedgerSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7301; // stored with every event: never change it
    private static final String SNAPSHOT = "RunSnapshot";

    /** Made by Pekko, which passes its system. */
    public LedgerSerializer(ExtendedActorSystem system) {}

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object value) {
        if (value instanceof RunEvent || value instanceof JobEvent) {
            return value.getClass().getSimpleName();
        }
        return SNAPSHOT;
    }

    @Override
    public byte[] toBinary(Object value) {
        if (value instanceof RunEvent event) {
            return LedgerWire.write(event);
        } else if (value instanceof JobEvent event) {
            return JobWire.write(event);
        } else if (value instanceof RunSnapshot snapshot) {
            return SummaryWire.toProto(snapshot).toByteArray();
        }
        throw new IllegalArgumentException("no ledger format for " + value.getClass());
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        if (JobWire.knows(manifest)) {
            return JobWire.read(manifest, bytes);
        } else if (!manifest.equals(SNAPSHOT)) {
            return LedgerWire.read(manifest, bytes);
        }
        try {
            return SummaryWire.fromProto(LedgerProto.RunSnapshot.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("the ledger holds a damaged snapshot", e);
        }
    }
}
