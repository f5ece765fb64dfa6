/**
 * Evidence for a claim: methods play games with known answers under one protocol, paired in their random numbers and
 * equal in what they may ask and tune; {@code docs/claims.md}.
 */
@NullMarked
package dev.agon.actors.claim;

import org.jspecify.annotations.NullMarked;
