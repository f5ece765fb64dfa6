/** Several models before one judge: who beats whom, by how much, and whether an order can tell it. */
@NullMarked
package dev.agon.actors.zoo;

import org.jspecify.annotations.NullMarked;
