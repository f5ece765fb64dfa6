package dev.agon.policy.chat;

/**
 * One message of a conversation.
 *
 * @param role who speaks: {@code system}, {@code user} or {@code assistant}
 */
public record Message(String role, String content) {}
