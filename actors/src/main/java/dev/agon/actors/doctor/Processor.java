package dev.agon.actors.doctor;

import dev.agon.policy.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor as Linux describes it in {@code /proc/cpuinfo}.
 *
 * @param model its name, or "unknown processor"
 * @param flags instructions it has, under Linux' names
 */
record Processor(String model, Set<String> flags) {
    private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
    private static final Pattern FLAGS = Pattern.compile("(?m)^flags\\s*:\\s*(.+)$");
    private static final Map<String, String> WIDTHS = Map.of("avx2", "AVX2", "avx512f", "AVX-512");
    private static final Set<String> BF16 = Set.of("avx512_bf16", "amx_bf16");

    Processor {
        flags = Set.copyOf(flags);
    }

    /** Reads the description. */
    static Processor parse(String cpuinfo) {
        String flags = first(FLAGS, cpuinfo, "");
        return new Processor(
                first(MODEL, cpuinfo, "unknown processor"),
                Set.copyOf(Arrays.asList(flags.strip().split("\\s+", -1))));
    }

    private static String first(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    /** Whether it multiplies matrices of bf16 itself. */
    boolean hasBf16() {
        return flags.stream().anyMatch(BF16::contains);
    }

    /** What to do about a precision that is slow on it; empty if none is. */
    Optional<String> cure(Precision precision) {
        return precision == Precision.BF16 && !hasBf16()
                ? Optional.of("without its instructions bf16 is slower than fp32, training many times:"
                        + " set agon.model.precision=fp32 unless memory is short")
                : Optional.empty();
    }

    /** What a network's speed hangs on. */
    String instructions() {
        List<String> known = new ArrayList<>();
        for (String flag : List.of("avx2", "avx512f")) {
            known.add((flags.contains(flag) ? "" : "no ") + WIDTHS.get(flag));
        }
        known.add((hasBf16() ? "" : "no ") + "bf16");
        return String.join(", ", known);
    }
}
