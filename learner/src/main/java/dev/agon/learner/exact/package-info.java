/**
 * The self-play algorithms of the literature as exact dynamics on tables: what each does with unlimited samples and
 * perfect regression, so that its promises can be checked to the last digit. One class, one block under
 * {@code agon.dynamics} and one commented default a setting; {@code docs/algorithms/exact.md} maps each paper's symbols
 * to the one convention here: {@code step} s (Hedge is {@code pi' = pi exp(s w) / Z}) and {@code tau}, the price of a
 * nat.
 */
@NullMarked
package dev.agon.learner.exact;

import org.jspecify.annotations.NullMarked;
