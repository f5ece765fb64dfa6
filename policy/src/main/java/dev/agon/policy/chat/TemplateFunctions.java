package dev.agon.policy.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What transformers adds to Jinja2 for chat templates. */
final class TemplateFunctions {
    /** Under this name a template finds the day it is to write, in ISO 8601; a double underscore keeps it to itself. */
    static final String TODAY = "__today";

    private TemplateFunctions() {}

    /** A template refuses the conversation, with its own words. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    /** {@code raise_exception(message)}. */
    @SuppressWarnings("DoNotCallSuggester") // templates call it
    public static String refuse(String message) {
        throw new Refusal(message);
    }

    /** {@code strftime_now(format)}, for the date of {@link TemplateInputs}. */
    public static String today(String format) {
        Object given = JinjavaInterpreter.getCurrent().getContext().get(TODAY);
        if (given == null) {
            throw new Refusal("it asks for the date, and none is given");
        }
        LocalDate day = LocalDate.parse(given.toString());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            if (format.charAt(i) == '%' && i + 1 < format.length()) {
                i++;
                text.append(DateTimeFormatter.ofPattern(pattern(format.charAt(i)), Locale.ENGLISH)
                        .format(day));
            } else {
                text.append(format.charAt(i));
            }
        }
        return text.toString();
    }

    private static String pattern(char directive) {
        return switch (directive) {
            case 'Y' -> "uuuu";
            case 'y' -> "uu";
            case 'm' -> "MM";
            case 'B' -> "MMMM";
            case 'b' -> "MMM";
            case 'd' -> "dd";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'j' -> "DDD";
            default -> throw new Refusal("strftime_now with %" + directive + " is not a part of a date");
        };
    }

    /** {@code trim}, which drops what Python takes for white space. */
    static final class TrimFilter implements Filter {
        @Override
        public String getName() {
            return "trim";
        }

        @Override
        public @Nullable Object filter(@Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
            return value instanceof String text ? PythonText.strip(text) : value;
        }
    }

    /**
     * A filter that is not there.
     *
     * @param getName its name
     */
    record UnknownFilter(String getName) implements Filter {
        @Override
        public Object filter(@Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
            throw new Refusal("there is no filter " + getName);
        }
    }
}
