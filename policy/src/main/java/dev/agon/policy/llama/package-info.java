/**
 * The Llama decoder as one TorchScript program, run through DJL.
 *
 * <p>The program's text is the resource {@code llama.torchscript}; {@link dev.agon.policy.llama.TorchScriptArchive}
 * packs it, {@link dev.agon.policy.llama.TorchProgram} loads and calls it. Weights are arguments of every call, so one
 * program serves any weights. A model, its managers and its tensors belong to the thread that opened it; every call
 * runs in a sub-manager that is closed before it returns.
 */
@NullMarked
package dev.agon.policy.llama;

import org.jspecify.annotations.NullMarked;
