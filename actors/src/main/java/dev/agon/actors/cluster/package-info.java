/** A node of a cluster of many: joins it, does its part of whatever run the cluster makes, and answers over HTTP. */
@NullMarked
package dev.agon.actors.cluster;

import org.jspecify.annotations.NullMarked;
