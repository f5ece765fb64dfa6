/**
 * Pre-training: a tokenizer and a base model from nothing but a task's text, by next-token prediction.
 *
 * <p>{@link dev.agon.learner.pretrain.Pretraining} is the whole of it; {@link dev.agon.learner.pretrain.EpochOrder}
 * decides what each step reads and {@link dev.agon.learner.pretrain.PretrainSettings} holds the knobs. Everything is a
 * pure function of settings, seed and text, so a run that was killed and resumed ends with the same weights.
 */
@NullMarked
package dev.agon.learner.pretrain;

import org.jspecify.annotations.NullMarked;
