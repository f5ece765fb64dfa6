package dev.agon.protocol.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.agon.protocol.event.JobEvent;
import dev.agon.protocol.event.JobEvent.JobEnded;
import dev.agon.protocol.event.JobEvent.JobSubmitted;
import dev.agon.protocol.event.JobEvent.JobsTermBegun;
import dev.agon.protocol.job.JobState;
import dev.agon.protocol.wire.proto.LedgerProto;
import java.util.Set;

/** Translates the events of a cluster's jobs to Protobuf and back; the manifest is the Protobuf message's name. */
final class JobWire {
    private static final Set<String> MANIFESTS = Set.of("JobsTermBegun", "JobSubmitted", "JobEnded");

    private JobWire() {}

    /** Whether a manifest is that of a job's event. */
    static boolean knows(String manifest) {
        return MANIFESTS.contains(manifest);
    }

    /** The event's bytes. */
    static byte[] write(JobEvent event) {
        if (event instanceof JobsTermBegun begun) {
            return LedgerProto.TermBegun.newBuilder()
                    .setTerm(begun.term())
                    .build()
                    .toByteArray();
        } else if (event instanceof JobSubmitted submitted) {
            return LedgerProto.JobSubmitted.newBuilder()
                    .setId(submitted.id())
                    .setName(submitted.name())
                    .setConfig(submitted.config())
                    .build()
                    .toByteArray();
        } else if (event instanceof JobEnded ended) {
            return LedgerProto.JobEnded.newBuilder()
                    .setId(ended.id())
                    .setState(ended.state().name())
                    .setMessage(ended.message())
                    .build()
                    .toByteArray();
        }
        throw new IllegalArgumentException("no wire format for " + event.getClass());
    }

    /**
     * The event of these bytes.
     *
     * @throws IllegalArgumentException if the bytes are damaged
     */
    static JobEvent read(String manifest, byte[] bytes) {
        try {
            if (manifest.equals("JobsTermBegun")) {
                return new JobsTermBegun(LedgerProto.TermBegun.parseFrom(bytes).getTerm());
            } else if (manifest.equals("JobSubmitted")) {
                LedgerProto.JobSubmitted proto = LedgerProto.JobSubmitted.parseFrom(bytes);
                return new JobSubmitted(proto.getId(), proto.getName(), proto.getConfig());
            }
            LedgerProto.JobEnded proto = LedgerProto.JobEnded.parseFrom(bytes);
            return new JobEnded(proto.getId(), JobState.valueOf(proto.getState()), proto.getMessage());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("the ledger holds a damaged " + manifest, e);
        }
    }
}
