package dev.agon.actors.solve;

import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Nearest;
import java.util.List;
import java.util.Locale;

/** The complaint about a name that nobody knows. */
final class Unknown {
    private Unknown() {}

    static ConfigurationException name(String kind, String name, List<String> known, String beside) {
        List<String> lower =
                known.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
        String near = Nearest.to(name.toLowerCase(Locale.ROOT), lower)
                .map(each -> "did you mean " + known.get(lower.indexOf(each)) + "? The " + kind + "s are ")
                .orElse("it must be one of ");
        return new ConfigurationException(
                "There is no " + kind + " \"" + name + "\"; " + near + String.join(", ", known) + beside + ".");
    }
}
