package dev.agon.policy.chat;

import java.util.List;

/** Turns a conversation into the text that the tokenizer reads. */
public interface ChatTemplate {
    /**
     * The text of a conversation, which ends where the model's answer begins.
     *
     * @param messages in order, the last of which asks for the answer
     */
    String render(List<Message> messages);
}
