package dev.agon.env.task;

/**
 * A text to pretrain on.
 *
 * @param prompt what would be asked, as a {@link dev.agon.protocol.Prompt#text()}; a model in training reads it, and
 *     does not learn to predict it
 * @param completion what follows it, its leading space included; the end token is the trainer's to add
 */
public record TextExample(String prompt, String completion) {}
