/**
 * The results of a run for people and for scripts: a self-contained {@code report.html} with charts drawn here, and
 * {@code result.json}. Both are pure functions of a {@link dev.agon.actors.report.RunReport}.
 */
@NullMarked
package dev.agon.actors.report;

import org.jspecify.annotations.NullMarked;
