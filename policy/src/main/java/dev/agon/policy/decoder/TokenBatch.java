package dev.agon.policy.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.agon.policy.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * Sequences as tensors for scoring: rows padded on the right, and for every completion token the flat position that
 * predicts it. Padding needs no mask: it stands after everything that is scored.
 */
final class TokenBatch {
    private final List<Sequence> sequences;
    private final int width;
    private final int scored;

    TokenBatch(List<Sequence> sequences) {
        this.sequences = sequences;
        // The last token predicts nothing that is scored, so it is not read.
        this.width = Math.max(
                1, sequences.stream().mapToInt(s -> s.length() - 1).max().orElse(1));
        this.scored = sequences.stream().mapToInt(Sequence::completionLength).sum();
    }

    /** Number of scored tokens. */
    int scored() {
        return scored;
    }

    /** Token ids (B, T), int64. The caller's manager owns it. */
    NDArray ids(NDManager manager) {
        long[] ids = new long[sequences.size() * width];
        for (int row = 0; row < sequences.size(); row++) {
            Sequence sequence = sequences.get(row);
            for (int t = 0; t < Math.min(width, sequence.length()); t++) {
                ids[row * width + t] = sequence.token(t);
            }
        }
        return manager.create(ids, new Shape(sequences.size(), width));
    }

    /** For each scored token the flat position of its predecessor (N), int64. The caller's manager owns it. */
    NDArray at(NDManager manager) {
        long[] at = new long[scored];
        int n = 0;
        for (int row = 0; row < sequences.size(); row++) {
            Sequence sequence = sequences.get(row);
            for (int t = 0; t < sequence.completionLength(); t++) {
                at[n++] = (long) row * width + sequence.promptLength() + t - 1;
            }
        }
        return manager.create(at);
    }

    /** The scored tokens (N), int64. The caller's manager owns it. */
    NDArray targets(NDManager manager) {
        long[] targets = new long[scored];
        int n = 0;
        for (Sequence sequence : sequences) {
            for (int t = 0; t < sequence.completionLength(); t++) {
                targets[n++] = sequence.token(sequence.promptLength() + t);
            }
        }
        return manager.create(targets);
    }

    /** Splits numbers of all scored tokens (N) by sequence. */
    List<float[]> split(float[] flat) {
        List<float[]> parts = new ArrayList<>(sequences.size());
        int n = 0;
        for (Sequence sequence : sequences) {
            float[] part = new float[sequence.completionLength()];
            System.arraycopy(flat, n, part, 0, part.length);
            n += part.length;
            parts.add(part);
        }
        return parts;
    }

    /** Splits two numbers of all scored tokens, (N) each, by sequence: the first of all its tokens, then the second. */
    List<float[]> split(float[] first, float[] second) {
        List<float[]> parts = new ArrayList<>(sequences.size());
        int n = 0;
        for (Sequence sequence : sequences) {
            int length = sequence.completionLength();
            float[] part = new float[2 * length];
            System.arraycopy(first, n, part, 0, length);
            System.arraycopy(second, n, part, length, length);
            n += length;
            parts.add(part);
        }
        return parts;
    }

    /** Joins numbers by sequence into one array (N). */
    float[] join(List<float[]> parts) {
        return join(parts, 0, 1);
    }

    /** The same of the first (0) or of the second (1) of two numbers a token, as they were split. */
    float[] join(List<float[]> parts, int which) {
        return join(parts, which, 2);
    }

    private float[] join(List<float[]> parts, int which, int numbers) {
        float[] flat = new float[scored];
        int n = 0;
        for (int i = 0; i < sequences.size(); i++) {
            float[] part = parts.get(i);
            int length = sequences.get(i).completionLength();
            if (part.length != numbers * length) {
                throw new IllegalArgumentException(
                        part.length + " derivatives for " + numbers + " numbers of each of " + length + " tokens");
            }
            System.arraycopy(part, which * length, flat, n, length);
            n += length;
        }
        return flat;
    }
}
