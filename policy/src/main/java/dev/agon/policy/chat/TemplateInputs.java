package dev.agon.policy.chat;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * What a model's template may be told beside the messages.
 *
 * @param today the date for templates that write it; without one {@code strftime_now} is undefined to them, so that no
 *     text depends on the day on which it is made
 * @param variables values by name, such as {@code enable_thinking}
 */
public record TemplateInputs(Optional<LocalDate> today, Map<String, Object> variables) {
    /** Nothing. */
    public static final TemplateInputs NONE = new TemplateInputs(Optional.empty(), Map.of());

    /** Keeps a copy of the variables. */
    public TemplateInputs {
        variables = Map.copyOf(variables);
    }
}
