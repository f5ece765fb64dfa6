/** Who may talk to a node: its certificate, the secret of its HTTP port, and where it may listen. */
@NullMarked
package dev.agon.actors.security;

import org.jspecify.annotations.NullMarked;
