package dev.agon.actors.cli;

import dev.agon.policy.files.AdapterBase;
import dev.agon.policy.files.AdapterDirectory;
import dev.agon.policy.files.ModelDirectory;
import dev.agon.protocol.settings.ConfigurationException;
import java.nio.file.Path;

/** The bases of adapters that options name. */
final class Adapters {
    private Adapters() {}

    /**
     * The model that {@code --base} names.
     *
     * @throws ConfigurationException if what it is to be the base of is no adapter
     */
    static AdapterBase baseFor(Path adapter, Path base) {
        if (!AdapterDirectory.isIn(adapter)) {
            throw new ConfigurationException(
                    "--base is " + base + " but " + adapter + " holds no adapter; leave --base out.");
        }
        return AdapterBase.of(ModelDirectory.open(base), base.toString());
    }
}
