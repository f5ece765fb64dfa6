package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.agon.policy.Sequence;
import dev.agon.policy.files.DType;
import dev.agon.policy.files.NamedTensor;
import dev.agon.policy.files.SafetensorsReader;
import dev.agon.policy.files.SafetensorsWriter;
import dev.agon.policy.files.TensorEntry;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What recorders in Python left, and what a model says beside it. */
final class Recorded {
    private Recorded() {}

    /** Writes {@code agon.safetensors}, with which {@code check_families.py} and {@code check_adapters.py} compare. */
    static void writeLogits(DecoderModel model, Path saved, Sequence text) {
        int[] ids = IntStream.range(0, text.length()).map(text::token).toArray();
        float[] logits = logits(model, ids);
        try (NDManager manager = model.manager().newSubManager()) {
            float[] tokens = new float[ids.length];
            IntStream.range(0, ids.length).forEach(t -> tokens[t] = ids[t]);
            NDArray tokenTensor = manager.create(tokens);
            NDArray logitTensor = manager.create(logits);
            SafetensorsWriter.write(
                    saved.resolve("agon.safetensors"),
                    List.of(
                            new NamedTensor("text", new long[] {tokens.length}, tokenTensor::toByteBuffer),
                            new NamedTensor("logits", new long[] {logits.length}, logitTensor::toByteBuffer)),
                    DType.F32);
        }
    }

    /** Logits (T, V), flat. */
    static float[] logits(DecoderModel model, int[] ids) {
        TokenBatch batch = new TokenBatch(List.of(new Sequence(
                Arrays.copyOf(ids, 1),
                IntStream.concat(Arrays.stream(ids).skip(1), IntStream.of(0)).toArray())));
        try (NDManager local = model.manager().newSubManager()) {
            return model.network()
                    .call("logits", local)
                    .with("w", model.effective(local))
                    .with("ids", batch.ids(local))
                    .with("at", batch.at(local))
                    .with("plan", model.network().plan(local))
                    .with("scalars", model.network().scalars(local))
                    .run()
                    .get(0)
                    .toFloatArray();
        }
    }

    /** A tensor of a file. */
    static TensorEntry tensor(SafetensorsReader file, String name) {
        return file.find(name).orElseThrow();
    }

    /** Its elements. */
    static float[] floats(TensorEntry tensor) {
        float[] values = new float[(int) tensor.elements()];
        tensor.read().asFloatBuffer().get(values);
        return values;
    }

    /** Token ids, int64. */
    static int[] ids(SafetensorsReader file, String name) {
        long[] ids = new long[(int) tensor(file, name).elements()];
        tensor(file, name).readRaw().asLongBuffer().get(ids);
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }
}
