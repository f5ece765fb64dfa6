/**
 * Network, tokenizer and checkpoint files.
 *
 * <p>A {@link dev.agon.policy.LanguageModel} samples completions and scores them; a
 * {@link dev.agon.policy.TrainableModel} also takes gradient steps. Models live in Hugging Face directories:
 * {@code config.json}, {@code model.safetensors}, {@code tokenizer.json}.
 */
@NullMarked
package dev.agon.policy;

import org.jspecify.annotations.NullMarked;
