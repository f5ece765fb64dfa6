package dev.agon.policy.files;

/**
 * The model that an adapter belongs to.
 *
 * @param model its directory
 * @param name where adapters say that it lies
 * @param sha256 of its weights' files
 */
public record AdapterBase(ModelDirectory model, String name, String sha256) {
    /** Opens a directory, whose weights are read once for their digest. */
    public static AdapterBase of(ModelDirectory model, String name) {
        return new AdapterBase(model, name, Sha256.ofFiles(ModelDirectory.weightFiles(model.path())));
    }
}
