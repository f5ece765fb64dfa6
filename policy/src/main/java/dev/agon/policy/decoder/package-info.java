/**
 * The decoders of all families as one TorchScript program, run through DJL.
 *
 * <p>The program's text is the resource {@code decoder.torchscript}; {@link dev.agon.policy.decoder.TorchScriptArchive}
 * packs it, {@link dev.agon.policy.decoder.TorchProgram} loads and calls it. Weights are arguments of every call, and
 * so is {@link dev.agon.policy.decoder.DecoderPlan}, which says what the network has; one program serves any weights. A
 * model, its managers and its tensors belong to the thread that opened it; every call runs in a sub-manager that is
 * closed before it returns.
 */
@NullMarked
package dev.agon.policy.decoder;

import org.jspecify.annotations.NullMarked;
