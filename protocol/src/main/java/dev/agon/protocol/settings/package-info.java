/** Typed, range-checked reading of the configuration; every fault names key, place, value and cure. */
@NullMarked
package dev.agon.protocol.settings;

import org.jspecify.annotations.NullMarked;
