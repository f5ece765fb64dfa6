package dev.agon.protocol;

/**
 * A published set of weights. Weights are files and never travel in messages.
 *
 * @param number 0 for the starting weights, then one more for each committed update
 * @param place directory of the checkpoint, a Hugging Face directory
 * @param sha256 of the weights file (model.safetensors), in lower-case hex
 * @param bytes size of the weights file
 */
public record PolicyVersion(int number, String place, String sha256, long bytes) {}
