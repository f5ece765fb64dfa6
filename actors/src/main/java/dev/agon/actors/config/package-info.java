/**
 * Where a run's configuration comes from: the modules' {@code reference.conf}, overruled by one file, by the
 * environment and by the command line, checked key by key before any work is spent.
 *
 * <p>{@link dev.agon.actors.config.ConfigLoader} merges these layers into a
 * {@link dev.agon.actors.config.ResolvedConfig}, which knows each value's origin and the digest by which a run
 * directory recognises its configuration.
 */
@NullMarked
package dev.agon.actors.config;

import org.jspecify.annotations.NullMarked;
