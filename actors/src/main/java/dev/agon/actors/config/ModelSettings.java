package dev.agon.actors.config;

import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;

/**
 * The policy that self-play starts from, block {@code agon.model}.
 *
 * @param directory a Hugging Face directory
 * @param device auto, cpu, cuda or cuda with an index
 */
public record ModelSettings(Path directory, String device) {
    /** Reads the block. */
    public static ModelSettings of(Settings settings) {
        String device = settings.text("device");
        if (!device.matches("auto|cpu|cuda(:\\d{1,3})?")) {
            throw settings.fault("device", "is \"" + device + "\" but must be auto, cpu, cuda or cuda:1");
        }
        return new ModelSettings(settings.file("directory"), device);
    }
}
