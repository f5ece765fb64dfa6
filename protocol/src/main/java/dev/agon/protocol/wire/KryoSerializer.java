package dev.agon.protocol.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.util.Pool;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.message.Message;
import java.util.ArrayList;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Sends the actors' messages in Kryo. Only the types of {@link MessageTypes} are admitted, each under its number; a
 * message larger than {@code agon-wire.maximum-message-size} is refused where it is sent, because the transport would
 * drop it with no more than a line in the log.
 */
public final class KryoSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 7302;
    private static final int INITIAL_BYTES = 4096;
    private static final int DEEPEST = 32; // objects within objects; the deepest message has 8

    private final int maximumBytes;
    private final Pool<Kryo> pool;

    /** Made by Pekko, which passes its system. */
    public KryoSerializer(ExtendedActorSystem system) {
        maximumBytes = Math.toIntExact(system.settings().config().getBytes("agon-wire.maximum-message-size"));
        pool = new Pool<>(true, false) {
            @Override
            protected Kryo create() {
                return newKryo(ActorRefResolver.get(Adapter.toTyped(system)));
            }
        };
    }

    /** Names the format of all messages; nodes whose formats differ must not talk to each other. */
    public static String formatDigest() {
        return MessageTypes.digest().substring(0, 12);
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return ""; // the type's number leads the bytes
    }

    /** @throws IllegalArgumentException if the message holds an unregistered type or is too large */
    @Override
    public byte[] toBinary(Object message) {
        Kryo kryo = pool.obtain();
        try (Output output = new Output(INITIAL_BYTES, maximumBytes)) {
            kryo.writeClassAndObject(output, message);
            return output.toBytes();
        } catch (KryoException e) {
            throw new IllegalArgumentException(
                    message.getClass().getName() + " cannot be sent within " + maximumBytes + " bytes: "
                            + e.getMessage(),
                    e);
        } finally {
            pool.free(kryo);
        }
    }

    /** @throws IllegalArgumentException if the bytes are no message that this version sends, or are too many */
    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        if (bytes.length > maximumBytes) {
            throw new IllegalArgumentException("a message of " + bytes.length + " bytes is refused, since "
                    + maximumBytes + " are the most (agon-wire.maximum-message-size)");
        }
        Kryo kryo = pool.obtain();
        try (Input input = new BoundedInput(bytes)) {
            if (kryo.readClassAndObject(input) instanceof Message message && input.end()) {
                return message;
            }
        } catch (RuntimeException e) { // of many kinds, from Kryo and from the records' own checks
            throw new IllegalArgumentException("a message of " + bytes.length + " bytes is malformed: " + e, e);
        } finally {
            pool.free(kryo);
        }
        throw new IllegalArgumentException("a message of " + bytes.length + " bytes is malformed: it is another thing"
                + " than a message, or more follows");
    }

    private static Kryo newKryo(ActorRefResolver actors) {
        Kryo kryo = new Kryo();
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.setMaxDepth(DEEPEST);
        kryo.register(ArrayList.class, new RecordFormat.ListFormat(), 10);
        kryo.register(Tokens.class, new RecordFormat.TokensFormat(), 11);
        kryo.register(LogProbs.class, new RecordFormat.LogProbsFormat(), 12);
        kryo.register(PreferenceMatrix.class, new RecordFormat.MatrixFormat(), 13);
        MessageTypes.records().forEach((id, type) -> kryo.register(type, new RecordFormat(type, actors), id));
        MessageTypes.enums()
                .forEach((id, type) -> kryo.register(type, new DefaultSerializers.EnumSerializer(type), id));
        return kryo;
    }
}
