package dev.agon.policy.files;

import dev.agon.policy.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The moving average of the weights that a run trains, {@code average.safetensors} beside them in a checkpoint: tensors
 * of the same names and shapes, in fp32.
 */
public final class AverageFile {
    /** The file's name. */
    public static final String NAME = "average.safetensors";

    private AverageFile() {}

    /**
     * The averages of these tensors, in their order.
     *
     * @param like the weights themselves
     * @throws ModelException if the file is missing, broken or does not fit them
     */
    public static List<TensorEntry> open(Path directory, List<TensorEntry> like) {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            throw new ModelException(
                    directory + " lacks " + NAME + ", the moving average of the weights that lie there;"
                            + " restore the file that was written with them.");
        }
        SafetensorsReader reader = SafetensorsReader.open(file);
        List<TensorEntry> averages = new ArrayList<>();
        for (TensorEntry weight : like) {
            averages.add(reader.find(weight.name())
                    .filter(found -> Arrays.equals(found.shape(), weight.shape()))
                    .orElseThrow(() -> new ModelException(file + " lacks the tensor " + weight.name() + " in the shape "
                            + Arrays.toString(weight.shape())
                            + "; restore the file that was written with the weights.")));
        }
        return List.copyOf(averages);
    }
}
