package dev.agon.policy.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/** The methods of Python's {@code str} that chat templates call. */
final class PythonText {
    /** Their names. */
    static final Set<String> METHODS = Set.of(
            "strip",
            "lstrip",
            "rstrip",
            "startswith",
            "endswith",
            "upper",
            "lower",
            "capitalize",
            "title",
            "replace",
            "find",
            "split",
            "splitlines");

    private PythonText() {}

    /** Calls one of {@link #METHODS}; texts and numbers come back as Java's, lists as lists. */
    static Object call(String text, String method, Object[] arguments) {
        String first = arguments.length > 0 ? String.valueOf(arguments[0]) : "";
        return switch (method) {
            case "strip" -> strip(text, isOneOf(arguments), true, true);
            case "lstrip" -> strip(text, isOneOf(arguments), true, false);
            case "rstrip" -> strip(text, isOneOf(arguments), false, true);
            case "startswith" -> text.startsWith(first);
            case "endswith" -> text.endsWith(first);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> capitalize(text);
            case "title" -> title(text);
            case "replace" -> text.replace(first, String.valueOf(arguments[1]));
            case "find" -> text.indexOf(first);
            case "split" -> split(text, arguments);
            case "splitlines" -> new ArrayList<>(text.lines().toList());
            default -> throw new IllegalArgumentException(method);
        };
    }

    /** The text without white space, as Python knows it, at both ends. */
    static String strip(String text) {
        return strip(text, PythonText::isSpace, true, true);
    }

    private static String strip(String text, IntPredicate dropped, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && dropped.test(text.charAt(from))) {
            from++;
        }
        while (right && to > from && dropped.test(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static IntPredicate isOneOf(Object[] arguments) {
        if (arguments.length == 0 || arguments[0] == null) {
            return PythonText::isSpace;
        }
        String characters = String.valueOf(arguments[0]);
        return character -> characters.indexOf(character) >= 0;
    }

    private static boolean isSpace(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == 0x85;
    }

    private static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String title(String text) {
        StringBuilder titled = new StringBuilder(text.length());
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            titled.append(inWord ? Character.toLowerCase(character) : Character.toUpperCase(character));
            inWord = Character.isLetter(character);
        }
        return titled.toString();
    }

    private static List<String> split(String text, Object[] arguments) {
        List<String> parts = new ArrayList<>();
        if (arguments.length == 0 || arguments[0] == null) {
            String stripped = strip(text);
            return stripped.isEmpty() ? parts : new ArrayList<>(List.of(stripped.split("\\s+")));
        }
        String separator = String.valueOf(arguments[0]);
        long most = arguments.length > 1 ? ((Number) arguments[1]).longValue() : -1;
        int from = 0;
        for (int at = text.indexOf(separator);
                at >= 0 && (most < 0 || parts.size() < most);
                at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }
}
