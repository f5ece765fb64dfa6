package dev.agon.policy;

import java.util.List;

/**
 * A low-rank adapter (Hu et al. 2021, arXiv 2106.09685): the matrices W of some modules act as W + s B A, where only A
 * (rank, inputs) and B (outputs, rank) are trained. The names are those of PEFT.
 *
 * @param rank number of A's rows and of B's columns
 * @param alpha numerator of the factor s
 * @param dropout share of the adapter's inputs that are left out in training
 * @param targetModules last parts of the names of the modules that have an adapter, such as {@code q_proj}
 * @param rankStabilized whether s is divided by the root of the rank only
 */
public record Lora(int rank, double alpha, double dropout, List<String> targetModules, boolean rankStabilized) {
    public Lora {
        targetModules = List.copyOf(targetModules);
    }

    /**
     * The factor s: alpha / rank (section 4.1 of the paper), or alpha / sqrt(rank) (Kalajdzievski 2023, arXiv
     * 2312.03732, theorem 3.2).
     */
    public double scaling() {
        return alpha / (rankStabilized ? Math.sqrt(rank) : rank);
    }

    /** Numbers in [0, 1), each a function of its index alone. */
    @FunctionalInterface
    public interface Draws {
        /** The number of this index. */
        float uniform(long index);
    }
}
