package dev.agon.policy.chat;

import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import dev.agon.policy.chat.TemplateFunctions.Refusal;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * Gives texts, lists and dictionaries of a template the elements and methods that they have in Python; the rest, such
 * as {@code loop.index}, is jinjava's. An attribute that a text does not have is an error.
 */
final class PythonValues extends ELResolver {
    private static final Set<String> DICT_METHODS = Set.of("get", "items", "keys", "values");

    private final ELResolver others = Objects.requireNonNull(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);

    @Override
    public @Nullable Object getValue(ELContext context, @Nullable Object base, @Nullable Object property) {
        if (base instanceof String text) {
            context.setPropertyResolved(true);
            return ofText(text, property);
        }
        Object list = base instanceof Object[] array ? Arrays.asList(array) : base;
        if (list instanceof List<?> elements && property instanceof Number index) {
            context.setPropertyResolved(true);
            int at = index.intValue() < 0 ? index.intValue() + elements.size() : index.intValue();
            return at >= 0 && at < elements.size() ? elements.get(at) : null;
        }
        return others.getValue(context, base, property);
    }

    private static @Nullable Object ofText(String text, @Nullable Object property) {
        if (property instanceof Number index) {
            int[] characters = text.codePoints().toArray();
            int at = index.intValue() < 0 ? index.intValue() + characters.length : index.intValue();
            return at >= 0 && at < characters.length ? Character.toString(characters[at]) : null;
        }
        if (property != null && PythonText.METHODS.contains(property.toString())) {
            return null; // asked for before it is called
        }
        throw new Refusal("a text has no attribute " + property);
    }

    @Override
    public @Nullable Object invoke(
            ELContext context,
            @Nullable Object base,
            @Nullable Object method,
            Class<?> @Nullable [] types,
            Object @Nullable [] arguments) {
        String name = String.valueOf(method);
        Object[] given = arguments == null ? new Object[0] : arguments;
        if (base instanceof String text && PythonText.METHODS.contains(name)) {
            context.setPropertyResolved(true);
            return PythonText.call(text, name, given);
        }
        if (base instanceof Map<?, ?> dict && DICT_METHODS.contains(name)) {
            context.setPropertyResolved(true);
            return ofDict(dict, name, given);
        }
        return others.invoke(context, base, method, types, arguments);
    }

    private static @Nullable Object ofDict(Map<?, ?> dict, String method, Object[] arguments) {
        return switch (method) {
            case "get" ->
                dict.containsKey(arguments[0]) ? dict.get(arguments[0]) : arguments.length > 1 ? arguments[1] : null;
            case "keys" -> new ArrayList<>(dict.keySet());
            case "values" -> new ArrayList<>(dict.values());
            default -> {
                List<Object> items = new ArrayList<>();
                dict.forEach((key, value) -> items.add(Arrays.asList(key, value)));
                yield items;
            }
        };
    }

    @Override
    public Class<?> getType(ELContext context, @Nullable Object base, @Nullable Object property) {
        return others.getType(context, base, property);
    }

    @Override
    public void setValue(ELContext context, @Nullable Object base, @Nullable Object property, @Nullable Object value) {
        others.setValue(context, base, property, value);
    }

    @Override
    public boolean isReadOnly(ELContext context, @Nullable Object base, @Nullable Object property) {
        return others.isReadOnly(context, base, property);
    }

    @Override
    public @Nullable Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, @Nullable Object base) {
        return others.getFeatureDescriptors(context, base);
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
        return others.getCommonPropertyType(context, base);
    }
}
