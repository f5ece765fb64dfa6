package dev.agon.policy.files;

import dev.agon.policy.Activation;
import java.util.List;

/** The names that transformers gives to non-linearities. */
final class ActivationNames {
    private static final List<String> NAMES = List.of("silu", "gelu", "gelu_new", "gelu_pytorch_tanh");

    private ActivationNames() {}

    /** The non-linearity in a field, or the one of the name {@code absent} if the field is absent. */
    static Activation read(JsonFields fields, String field, String absent) {
        String name = fields.has(field) ? fields.requireText(field, NAMES) : absent;
        return switch (name) {
            case "silu" -> Activation.SILU;
            case "gelu" -> Activation.GELU;
            default -> Activation.GELU_TANH; // gelu_new and gelu_pytorch_tanh are two spellings of one formula
        };
    }
}
