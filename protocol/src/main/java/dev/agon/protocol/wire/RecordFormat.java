package dev.agon.protocol.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Tokens;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record as its components in order, and reads it through its canonical constructor, so that a record's own
 * checks hold for what arrives from elsewhere too.
 */
final class RecordFormat extends Serializer<Object> {
    private final ActorRefResolver actors;
    private final Class<?>[] types;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    RecordFormat(Class<?> type, ActorRefResolver actors) {
        super(false, true);
        this.actors = actors;
        RecordComponent[] components = type.getRecordComponents();
        this.types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        this.accessors = new MethodHandle[components.length];
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            for (int i = 0; i < components.length; i++) {
                accessors[i] = lookup.unreflect(components[i].getAccessor());
            }
            this.constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " is no public record", e);
        }
    }

    @Override
    public void write(Kryo kryo, Output output, Object value) {
        for (int i = 0; i < types.length; i++) {
            try {
                writeValue(kryo, output, types[i], accessors[i].invoke(value));
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("a record's accessor threw a checked exception", e);
            }
        }
    }

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = present(readValue(kryo, input, types[i]));
        }
        try {
            return constructor.invokeWithArguments(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a record's constructor threw a checked exception", e);
        }
    }

    private void writeValue(Kryo kryo, Output output, Class<?> type, Object value) {
        if (ActorRef.class.isAssignableFrom(type)) {
            output.writeString(actors.toSerializationFormat((ActorRef<?>) value));
        } else if (value instanceof List<?> list) {
            output.writeVarInt(list.size(), true);
            list.forEach(element -> writeElement(kryo, output, element));
        } else if (value instanceof Map<?, ?> map) {
            output.writeVarInt(map.size(), true);
            map.forEach((key, element) -> {
                output.writeString((String) key);
                writeElement(kryo, output, element);
            });
        } else {
            kryo.writeClassAndObject(output, value);
        }
    }

    private static void writeElement(Kryo kryo, Output output, Object element) {
        kryo.writeClassAndObject(output, element instanceof List<?> list ? new ArrayList<>(list) : element);
    }

    private Object readValue(Kryo kryo, Input input, Class<?> type) {
        if (ActorRef.class.isAssignableFrom(type)) {
            return actors.resolveActorRef((String) present(input.readString()));
        } else if (List.class.isAssignableFrom(type)) {
            return readList(kryo, input);
        } else if (Map.class.isAssignableFrom(type)) {
            Map<Object, Object> map = SortedMap.class.isAssignableFrom(type) ? new TreeMap<>() : new LinkedHashMap<>();
            int size = BoundedInput.count(input, 2);
            for (int i = 0; i < size; i++) {
                map.put(present(input.readString()), present(kryo.readClassAndObject(input)));
            }
            return map;
        }
        return kryo.readClassAndObject(input);
    }

    private static List<Object> readList(Kryo kryo, Input input) {
        int size = BoundedInput.count(input, 1);
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(present(kryo.readClassAndObject(input)));
        }
        return list;
    }

    /** Nothing that is sent is null. */
    private static Object present(@Nullable Object value) {
        if (value == null) {
            throw new KryoException("a value is missing");
        }
        return value;
    }

    /** A list within a list. */
    static final class ListFormat extends Serializer<List<?>> {
        @Override
        public void write(Kryo kryo, Output output, List<?> list) {
            output.writeVarInt(list.size(), true);
            list.forEach(element -> writeElement(kryo, output, element));
        }

        @Override
        public List<?> read(Kryo kryo, Input input, Class<? extends List<?>> type) {
            return readList(kryo, input);
        }
    }

    /** Token ids as variable-length numbers. */
    static final class TokensFormat extends Serializer<Tokens> {
        TokensFormat() {
            super(false, true);
        }

        @Override
        public void write(Kryo kryo, Output output, Tokens tokens) {
            output.writeVarInt(tokens.size(), true);
            output.writeInts(tokens.toArray(), 0, tokens.size(), true);
        }

        @Override
        public Tokens read(Kryo kryo, Input input, Class<? extends Tokens> type) {
            return Tokens.of(input.readInts(BoundedInput.count(input, 1), true));
        }
    }

    /** Log-probabilities as 32-bit floats. */
    static final class LogProbsFormat extends Serializer<LogProbs> {
        LogProbsFormat() {
            super(false, true);
        }

        @Override
        public void write(Kryo kryo, Output output, LogProbs logProbs) {
            output.writeVarInt(logProbs.size(), true);
            output.writeFloats(logProbs.toArray(), 0, logProbs.size());
        }

        @Override
        public LogProbs read(Kryo kryo, Input input, Class<? extends LogProbs> type) {
            return LogProbs.of(input.readFloats(BoundedInput.count(input, Float.BYTES)));
        }
    }

    /** The upper triangle as 64-bit floats. */
    static final class MatrixFormat extends Serializer<PreferenceMatrix> {
        MatrixFormat() {
            super(false, true);
        }

        @Override
        public void write(Kryo kryo, Output output, PreferenceMatrix matrix) {
            double[] upper = matrix.upperTriangle();
            output.writeVarInt(matrix.size(), true);
            output.writeDoubles(upper, 0, upper.length);
        }

        @Override
        public PreferenceMatrix read(Kryo kryo, Input input, Class<? extends PreferenceMatrix> type) {
            int size = input.readVarInt(true);
            return PreferenceMatrix.ofUpperTriangle(
                    size, input.readDoubles(BoundedInput.duels(input, size, Double.BYTES)));
        }
    }
}
