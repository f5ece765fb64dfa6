package dev.agon.actors.report;

/**
 * One held-out prompt with an answer of the start and one of the final policy.
 *
 * @param prompt as the policy read it
 * @param before the start's answer
 * @param after the final policy's answer
 */
public record SamplePair(String prompt, String before, String after) {}
