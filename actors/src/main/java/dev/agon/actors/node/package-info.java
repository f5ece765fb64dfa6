/** One node of a cluster: a guardian that spawns what the node's roles ask for. */
@NullMarked
package dev.agon.actors.node;

import org.jspecify.annotations.NullMarked;
