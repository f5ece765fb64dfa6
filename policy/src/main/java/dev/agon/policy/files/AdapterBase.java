package dev.agon.policy.files;

import org.jspecify.annotations.Nullable;

/** The model that an adapter belongs to. Thread-safe. */
public final class AdapterBase {
    private final ModelDirectory model;
    private final String name;
    private @Nullable String sha256;

    private AdapterBase(ModelDirectory model, String name) {
        this.model = model;
        this.name = name;
    }

    /**
     * The model of a directory.
     *
     * @param name where adapters say that it lies
     */
    public static AdapterBase of(ModelDirectory model, String name) {
        return new AdapterBase(model, name);
    }

    /** Its directory. */
    public ModelDirectory model() {
        return model;
    }

    /** Where adapters say that it lies. */
    public String name() {
        return name;
    }

    /** SHA-256 of its weights' files, which the first call reads. */
    public synchronized String sha256() {
        if (sha256 == null) {
            sha256 = Sha256.ofFiles(ModelDirectory.weightFiles(model.path()));
        }
        return sha256;
    }
}
