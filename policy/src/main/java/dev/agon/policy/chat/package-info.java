/**
 * How a conversation becomes the text that a model reads. A model's own Jinja template is run by jinjava, whose dialect
 * {@link dev.agon.policy.chat.JinjaDialect} and {@link dev.agon.policy.chat.PythonValues} bring to that of
 * transformers.
 */
@NullMarked
package dev.agon.policy.chat;

import org.jspecify.annotations.NullMarked;
