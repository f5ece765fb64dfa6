package dev.agon.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a policy is asked to continue.
 *
 * @param id unique within its task; names the content, so the same prompt has the same id in every run
 * @param text exactly what the tokenizer reads (a chat template, if any, is already applied)
 * @param meta facts for the judges about this prompt, such as the word to define; keys are the task's own
 */
public record Prompt(String id, String text, Map<String, String> meta) {
    public Prompt {
        meta = Collections.unmodifiableMap(new TreeMap<>(meta)); // an order that is the same in every JVM
    }
}
