package dev.agon.policy.chat;

import java.util.List;

/**
 * A template of pieces: {@code begin}, the pieces of the messages in order, then {@code generation}, which asks for the
 * answer. A message's piece is the text of its role with {@code {content}} replaced by the message.
 */
public record PieceTemplate(String begin, String system, String user, String assistant, String generation)
        implements ChatTemplate {
    /** Stands for a message's text. */
    public static final String CONTENT = "{content}";

    @Override
    public String render(List<Message> messages) {
        StringBuilder text = new StringBuilder(begin);
        for (Message message : messages) {
            String piece =
                    switch (message.role()) {
                        case "system" -> system;
                        case "user" -> user;
                        case "assistant" -> assistant;
                        default -> throw new IllegalArgumentException(message.role());
                    };
            text.append(piece.replace(CONTENT, message.content()));
        }
        return text.append(generation).toString();
    }
}
