/**
 * Judges: who says which of two answers is better, as a probability. A {@link dev.agon.env.judge.Judge} assumes no
 * scores behind its preference, so that it may be cyclic; the default is a {@link dev.agon.env.judge.Panel} whose
 * {@linkplain dev.agon.env.judge.Reader readers} vote.
 */
@NullMarked
package dev.agon.env.judge;

import org.jspecify.annotations.NullMarked;
