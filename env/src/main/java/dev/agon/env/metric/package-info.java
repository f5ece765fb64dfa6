/**
 * Facts about answers for reports, which depend on no setting, so that no judge's weight can bend them:
 * {@link dev.agon.env.metric.GenusAccuracy} and {@link dev.agon.env.metric.Distinct2}.
 */
@NullMarked
package dev.agon.env.metric;

import org.jspecify.annotations.NullMarked;
