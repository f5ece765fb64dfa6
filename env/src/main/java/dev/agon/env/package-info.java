/**
 * Where prompts come from and who says which of two answers is better.
 *
 * <p>A {@link dev.agon.env.task.Task} gives prompts and text to pretrain on; a {@link dev.agon.env.judge.Judge} gives
 * win probabilities among the answers of a group; {@link dev.agon.env.metric} holds facts about answers that no judge's
 * setting can bend; {@link dev.agon.env.wordnet} is the lexical database that they share. {@link dev.agon.env.game} is
 * apart from these: preference games whose equilibria are known.
 */
@NullMarked
package dev.agon.env;

import org.jspecify.annotations.NullMarked;
