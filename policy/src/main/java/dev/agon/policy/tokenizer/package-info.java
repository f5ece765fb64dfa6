/**
 * Between text and token ids: running any Hugging Face {@code tokenizer.json} and training a byte-level BPE one.
 *
 * <p>{@link dev.agon.policy.tokenizer.HuggingFaceTokenizer} runs a tokenizer through the library that transformers
 * itself uses; {@link dev.agon.policy.tokenizer.BpeTrainer} learns a vocabulary from text and gives it as
 * {@link dev.agon.policy.tokenizer.TokenizerFiles}, which any Hugging Face tool loads.
 */
@NullMarked
package dev.agon.policy.tokenizer;

import org.jspecify.annotations.NullMarked;
