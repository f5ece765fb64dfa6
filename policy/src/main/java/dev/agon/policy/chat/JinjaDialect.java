package dev.agon.policy.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a template so that jinjava reads it as Jinja2 does: where the two parse the same text differently, parentheses
 * say what Jinja2 means. Texts between tags stay as they are.
 */
final class JinjaDialect {
    private static final Pattern LINE_END = Pattern.compile("\r\n?");
    private static final Pattern TOKEN =
            Pattern.compile("'(?:\\\\.|[^'\\\\])*'|\"(?:\\\\.|[^\"\\\\])*\"|\\w+|\\s+|[=!<>]=|.", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\\w+");
    /** A block of transformers, which marks what a model is trained on and leaves the text as it is. */
    private static final Map<String, String> BLOCKS = Map.of("generation", "if true", "endgeneration", "endif");

    private static final String REVERSED = "[::-1]";

    private final Set<String> filters = new TreeSet<>();
    private final String text;

    private JinjaDialect(String template) {
        this.text = adapt(template);
    }

    /** Reads a template in the dialect of Jinja2. */
    static JinjaDialect of(String template) {
        return new JinjaDialect(template);
    }

    /** The template in jinjava's dialect. */
    String text() {
        return text;
    }

    /** Names of the filters that it uses. */
    Set<String> filters() {
        return Collections.unmodifiableSet(filters);
    }

    private String adapt(String template) {
        String source = LINE_END.matcher(template).replaceAll("\n");
        if (source.endsWith("\n")) {
            source = source.substring(0, source.length() - 1); // Jinja2 drops one line end at the end
        }
        StringBuilder adapted = new StringBuilder(source.length());
        int from = 0;
        for (int at = source.indexOf('{'); at >= 0 && at + 1 < source.length(); at = source.indexOf('{', at)) {
            char kind = source.charAt(at + 1);
            if (kind == '#') {
                int end = source.indexOf("#}", at + 2);
                at = end < 0 ? source.length() : end + 2;
            } else if (kind == '{' || kind == '%') {
                int end = endOfTag(source, at + 2, kind == '{' ? "}}" : "%}");
                adapted.append(source, from, at).append(tag(source.substring(at, end)));
                from = end;
                at = end;
            } else {
                at++;
            }
        }
        return adapted.append(source, from, source.length()).toString();
    }

    private static int endOfTag(String text, int from, String mark) {
        Matcher token = TOKEN.matcher(text).region(from, text.length());
        while (token.lookingAt()) {
            if (text.startsWith(mark, token.start())) {
                return token.start() + mark.length();
            }
            token.region(token.end(), text.length());
        }
        return text.length();
    }

    private String tag(String tag) {
        List<String> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(tag);
        while (token.find()) {
            tokens.add(token.group());
        }
        int name = nameOfTag(tokens);
        if (name < tokens.size() && BLOCKS.containsKey(tokens.get(name))) {
            tokens.set(name, BLOCKS.get(tokens.get(name)));
        }
        noteFilters(tokens);
        if (!tokens.contains("macro")) { // whose parameters have defaults, not arguments
            bracketArguments(tokens);
        }
        bracketTests(tokens);
        return replaceReversed(tokens);
    }

    /** Where the first word after the mark is, which may trim white space. */
    private static int nameOfTag(List<String> tokens) {
        int at = 2;
        while (at < tokens.size() && !isWord(tokens.get(at))) {
            at++;
        }
        return at;
    }

    private void noteFilters(List<String> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            int name = skipSpace(tokens, i + 1);
            if (tokens.get(i).equals("|") && name < tokens.size()) {
                filters.add(tokens.get(name));
            }
        }
    }

    /** {@code f(a=b|length - 1)} becomes {@code f(a=(b|length - 1))}; jinjava binds {@code =} like {@code +}. */
    private static void bracketArguments(List<String> tokens) {
        Deque<Boolean> calls = new ArrayDeque<>(); // of the brackets that are open: is it a call?
        Deque<Boolean> named = new ArrayDeque<>(); // ... and is its last argument a named one?
        for (int i = 0; i < tokens.size(); i++) {
            switch (tokens.get(i)) {
                case "(", "[", "{" -> {
                    calls.push(tokens.get(i).equals("(") && i > 0 && isWord(tokens.get(i - 1)));
                    named.push(false);
                }
                case ")", "]", "}" -> {
                    if (!calls.isEmpty()) {
                        calls.pop();
                        close(tokens, i, named.pop());
                    }
                }
                case "," -> {
                    if (!calls.isEmpty()) {
                        close(tokens, i, named.pop());
                        named.push(false);
                    }
                }
                case "=" -> {
                    if (Boolean.TRUE.equals(calls.peek()) && Boolean.FALSE.equals(named.peek())) {
                        tokens.set(i, "=(");
                        named.pop();
                        named.push(true);
                    }
                }
                default -> {}
            }
        }
    }

    private static void close(List<String> tokens, int at, boolean named) {
        if (named) {
            tokens.set(at, ")" + tokens.get(at));
        }
    }

    /** {@code not a is b} becomes {@code not (a is b)}; jinjava binds {@code not} more closely. */
    private static void bracketTests(List<String> tokens) {
        for (int not = 0; not < tokens.size(); not++) {
            int start = skipSpace(tokens, not + 1);
            if (tokens.get(not).equals("not") && start < tokens.size() && isWord(tokens.get(start))) {
                int is = skipSpace(tokens, endOfOperand(tokens, start));
                if (is < tokens.size() && tokens.get(is).equals("is")) {
                    int test = skipSpace(tokens, is + 1);
                    if (test < tokens.size() && tokens.get(test).equals("not")) {
                        test = skipSpace(tokens, test + 1);
                    }
                    if (test < tokens.size()) {
                        tokens.set(start, "(" + tokens.get(start));
                        tokens.set(test, tokens.get(test) + ")");
                    }
                }
            }
        }
    }

    /** The end of a name with its attributes, elements and calls. */
    private static int endOfOperand(List<String> tokens, int start) {
        int at = start + 1;
        while (at < tokens.size()) {
            switch (tokens.get(at)) {
                case "." -> at += 2;
                case "[", "(" -> at = endOfBrackets(tokens, at);
                default -> {
                    return at;
                }
            }
        }
        return at;
    }

    private static int endOfBrackets(List<String> tokens, int open) {
        int depth = 0;
        for (int at = open; at < tokens.size(); at++) {
            String token = tokens.get(at);
            if (token.equals("[") || token.equals("(")) {
                depth++;
            } else if (token.endsWith("]") || token.endsWith(")")) {
                depth--;
                if (depth == 0) {
                    return at + 1;
                }
            }
        }
        return tokens.size();
    }

    private static String replaceReversed(List<String> tokens) {
        StringBuilder text = new StringBuilder();
        int parts = REVERSED.length();
        for (int i = 0; i < tokens.size(); i++) {
            if (i + parts <= tokens.size()
                    && String.join("", tokens.subList(i, i + parts)).equals(REVERSED)) {
                text.append("|reverse|list");
                i += parts - 1;
            } else {
                text.append(tokens.get(i));
            }
        }
        return text.toString();
    }

    private static int skipSpace(List<String> tokens, int from) {
        int at = from;
        while (at < tokens.size() && tokens.get(at).isBlank()) {
            at++;
        }
        return at;
    }

    private static boolean isWord(String token) {
        return WORD.matcher(token).matches();
    }
}
