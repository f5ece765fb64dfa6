package dev.agon.actors.report;

import java.util.Locale;

/** Puts an SVG drawing or a piece of HTML together; numbers have two decimals, texts are escaped. */
final class Svg {
    private final StringBuilder out = new StringBuilder();

    /** Appends a template whose {@code %s} are filled: numbers rounded, texts escaped. */
    Svg add(String template, Object... values) {
        Object[] safe = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            safe[i] = values[i] instanceof Double number ? number(number) : escape(String.valueOf(values[i]));
        }
        out.append(String.format(Locale.ROOT, template, safe)).append('\n');
        return this;
    }

    /** Appends markup that is finished already. */
    Svg raw(String markup) {
        out.append(markup);
        return this;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** A text as it may stand in an element or a quoted attribute. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
