package dev.agon.env.task;

import dev.agon.protocol.settings.Settings;
import java.util.List;

/**
 * Turns a conversation into the text that the tokenizer reads: {@code begin}, the pieces of its messages in order, then
 * {@code generation}, which asks for the answer. Each piece is the role's setting with {@code {content}} replaced by
 * the message. Plain prompts are taken as they stand.
 */
final class ChatTemplate {
    private static final String CONTENT = "{content}";

    private final String begin;
    private final String system;
    private final String user;
    private final String assistant;
    private final String generation;

    ChatTemplate(Settings settings) {
        this.begin = settings.text("begin");
        this.system = piece(settings, "system");
        this.user = piece(settings, "user");
        this.assistant = piece(settings, "assistant");
        this.generation = settings.text("generation");
    }

    private static String piece(Settings settings, String role) {
        String piece = settings.text(role);
        if (!piece.contains(CONTENT)) {
            throw settings.fault(role, "is \"" + piece + "\" but must contain " + CONTENT);
        }
        return piece;
    }

    /** One message of a conversation. */
    record Message(Role role, String content) {}

    /** Who speaks. */
    enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }

    /** The text of a conversation, which ends where the answer begins. */
    String render(List<Message> messages) {
        StringBuilder text = new StringBuilder(begin);
        for (Message message : messages) {
            String piece =
                    switch (message.role()) {
                        case SYSTEM -> system;
                        case USER -> user;
                        case ASSISTANT -> assistant;
                    };
            text.append(piece.replace(CONTENT, message.content()));
        }
        return text.append(generation).toString();
    }
}
