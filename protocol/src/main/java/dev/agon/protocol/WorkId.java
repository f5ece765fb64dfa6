package dev.agon.protocol;

/**
 * Name of a unit of work. It names the content, never the worker or the attempt: two results under one id are equal.
 *
 * @param purpose what the work is for
 * @param iteration number of the update that learns from it, counted from 0; in an evaluation, of the policy version
 * @param shard which part of the iteration's prompts, counted from 0
 */
public record WorkId(Purpose purpose, int iteration, int shard) {
    @Override
    public String toString() {
        return purpose.name().toLowerCase(java.util.Locale.ROOT) + "/" + iteration + "/" + shard;
    }
}
