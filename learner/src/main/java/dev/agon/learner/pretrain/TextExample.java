package dev.agon.learner.pretrain;

/**
 * A text to learn from.
 *
 * @param prompt what is given; it is read, not predicted
 * @param completion what the model learns to predict, followed by the end token
 */
public record TextExample(String prompt, String completion) {}
