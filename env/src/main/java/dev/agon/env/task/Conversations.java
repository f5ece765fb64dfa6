package dev.agon.env.task;

import dev.agon.policy.chat.ChatTemplate;
import dev.agon.policy.chat.ModelTemplate;
import dev.agon.policy.chat.PieceTemplate;
import dev.agon.policy.chat.TemplateInputs;
import dev.agon.protocol.settings.Settings;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The template for conversations that the configuration asks for. */
final class Conversations {
    private Conversations() {}

    /**
     * Checks the block {@code template}; a model's own template is read when the first conversation needs it, so that
     * plain prompts need none.
     */
    static Supplier<ChatTemplate> template(Settings settings) {
        boolean ofModel = settings.oneOf("use", List.of("model", "pieces")).equals("model");
        ChatTemplate pieces = pieces(settings.block("pieces"));
        Settings model = settings.block("model");
        TemplateInputs inputs = new TemplateInputs(today(model), variables(model));
        Settings place = model.text("directory").isEmpty() ? model.elsewhere("agon.model") : model;
        return () -> ofModel ? ModelTemplate.read(place.file("directory"), inputs) : pieces;
    }

    private static PieceTemplate pieces(Settings settings) {
        return new PieceTemplate(
                settings.text("begin"),
                piece(settings, "system"),
                piece(settings, "user"),
                piece(settings, "assistant"),
                settings.text("generation"));
    }

    private static String piece(Settings settings, String role) {
        String piece = settings.text(role);
        if (!piece.contains(PieceTemplate.CONTENT)) {
            throw settings.fault(role, "is \"" + piece + "\" but must contain " + PieceTemplate.CONTENT);
        }
        return piece;
    }

    private static Optional<LocalDate> today(Settings settings) {
        String day = settings.text("today");
        try {
            return day.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(day));
        } catch (DateTimeParseException e) {
            throw settings.fault("today", "is \"" + day + "\" but must be a day such as 2026-01-31, or empty");
        }
    }

    private static Map<String, Object> variables(Settings settings) {
        Map<String, Object> variables = new TreeMap<>();
        for (String variable : settings.texts("variables")) {
            int equals = variable.indexOf('=');
            if (equals < 1) {
                throw settings.fault(
                        "variables",
                        "holds \"" + variable + "\" but must hold texts such as \"enable_thinking=false\"");
            }
            variables.put(
                    variable.substring(0, equals).strip(),
                    value(variable.substring(equals + 1).strip()));
        }
        return variables;
    }

    private static Object value(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> text;
        };
    }
}
