package dev.agon.policy.decoder;

import dev.agon.policy.ComputeOptions;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.policy.files.SafetensorsWriter;
import java.nio.file.Path;

/** Turns an adapter and its base into one model. */
public final class Merge {
    private Merge() {}

    /**
     * Writes a Hugging Face directory, fp32, that computes what the adapter computes on its base.
     *
     * @param directory as for {@link dev.agon.policy.files.ModelDirectory#write}
     * @throws dev.agon.policy.ModelException if a file cannot be read or written
     */
    public static SafetensorsWriter.Written write(AdapterDirectory adapter, Path directory) {
        try (DecoderModel merged =
                DecoderModel.open(adapter.path(), adapter.base(), "cpu", 1, ComputeOptions.DEFAULT)) {
            return adapter.base()
                    .model()
                    .write(
                            directory,
                            Tensors.named(Tensors.names(adapter.base().model().tensors()), merged.weights()));
        }
    }
}
