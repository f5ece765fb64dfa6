/**
 * Preference games whose answers are known: a {@link dev.agon.env.game.Game} is one or more
 * {@linkplain dev.agon.env.game.MatrixGame matrices} of win probabilities, played by
 * {@linkplain dev.agon.env.game.TabularPolicy tables} and judged by an {@link dev.agon.env.game.Oracle}. Everything
 * that self-play promises can be checked on them to the last digit.
 */
@NullMarked
package dev.agon.env.game;

import org.jspecify.annotations.NullMarked;
