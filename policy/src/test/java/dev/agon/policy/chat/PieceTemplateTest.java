package dev.agon.policy.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A template's pieces against transformers: Jinja templates that treat each message by itself, in the ways in which
 * chat models write them, and what {@code apply_chat_template} makes of conversations by them.
 */
class PieceTemplateTest {
    static Stream<Arguments> templates() {
        return Stream.of(
                Arguments.of(
                        "turns",
                        new PieceTemplate(
                                "",
                                "<|turn|>system\n{content}<|over|>\n",
                                "<|turn|>user\n{content}<|over|>\n",
                                "<|turn|>assistant\n{content}<|over|>\n",
                                "<|turn|>assistant\n")),
                Arguments.of(
                        "blocks",
                        new PieceTemplate(
                                "",
                                "<|system|>\n{content}</s>\n",
                                "<|user|>\n{content}</s>\n",
                                "<|assistant|>\n{content}</s>\n",
                                "<|assistant|>\n")),
                Arguments.of(
                        "brackets",
                        new PieceTemplate(
                                "<s>", "[SYSTEM] {content}[/SYSTEM]", "[ASK] {content} [/ASK]", " {content}</s>", "")));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void piecesMakeTheTextOfTransformers(String name, PieceTemplate template) {
        int compared = 0;
        for (RecordedChats.Case recorded : RecordedChats.cases()) {
            if (recorded.template().equals(name + ".jinja")) {
                assertEquals(recorded.text(), template.render(recorded.messages()));
                compared++;
            }
        }
        assertEquals(7, compared);
    }
}
