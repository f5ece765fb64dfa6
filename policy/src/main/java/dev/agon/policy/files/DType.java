package dev.agon.policy.files;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Element types of tensors in files, under the names that safetensors gives them. */
public enum DType {
    F32(4, "float32"),
    F16(2, "float16"),
    BF16(2, "bfloat16"),
    I64(8, "int64"),
    I32(4, "int32");

    private final int bytes;
    private final String torchName;

    DType(int bytes, String torchName) {
        this.bytes = bytes;
        this.torchName = torchName;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** PyTorch's name of the type, as {@code config.json} has it. */
    public String torchName() {
        return torchName;
    }

    /** Whether elements are floating-point numbers. */
    public boolean isFloat() {
        return this == F32 || this == F16 || this == BF16;
    }

    /** The type of this safetensors name, empty if it is none of these. */
    static Optional<DType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** All names, for messages. */
    static String known() {
        return Arrays.stream(values()).map(DType::name).collect(Collectors.joining(", "));
    }
}
