/**
 * Model files as Hugging Face lays them out: {@code config.json}, safetensors, {@code tokenizer.json}.
 *
 * <p>Start at {@link dev.agon.policy.files.ModelDirectory}, which opens a directory, checks that its files fit each
 * other and hands out the weights, and which writes one. Reading never trusts a file: every length and offset is
 * checked against the file's size before memory is taken for it. Writing never harms an older file: each new one is
 * complete on disk before it takes the name.
 */
@NullMarked
package dev.agon.policy.files;

import org.jspecify.annotations.NullMarked;
