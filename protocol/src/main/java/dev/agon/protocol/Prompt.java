package dev.agon.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a policy is asked to continue.
 *
 * @param id unique within its task; names the content, so the same prompt has the same id in every run
 * @param text exactly what the tokenizer reads (a chat template, if any, is already applied)
 * @param meta facts for the judges about this prompt, such as the word to define; keys are the task's own
 */
public record Prompt(String id, String text, Map<String, String> meta) {
    /** Key of the fact that is a written answer which is to be learned from. */
    private static final String ANSWER = "answer";

    public Prompt {
        meta = Collections.unmodifiableMap(new TreeMap<>(meta)); // an order that is the same in every JVM
    }

    /** The same with a written answer, which joins the policy's own in training. */
    public Prompt answered(String answer) {
        Map<String, String> facts = new TreeMap<>(meta);
        facts.put(ANSWER, answer);
        return new Prompt(id, text, facts);
    }

    /** The written answer, if there is one that is to be learned from. */
    public Optional<String> answer() {
        return Optional.ofNullable(meta.get(ANSWER));
    }
}
