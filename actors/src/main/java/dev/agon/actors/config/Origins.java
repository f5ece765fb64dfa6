package dev.agon.actors.config;

import com.typesafe.config.ConfigOrigin;
import dev.agon.protocol.settings.Settings;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/** Says where a value came from, in a form short enough for a line of output. */
final class Origins {
    private Origins() {}

    static String describe(ConfigOrigin origin) {
        URL url = origin.url();
        if (url != null && (origin.filename() == null || url.getPath().endsWith("reference.conf"))) {
            return moduleOf(url) + "reference.conf" + (origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "");
        }
        return Settings.describe(origin);
    }

    /** The module whose defaults a URL holds: the jar's name without version, or the directory above target/. */
    private static String moduleOf(URL url) {
        String path = url.getPath();
        int jar = path.indexOf(".jar!");
        if (jar >= 0) {
            String name = path.substring(path.lastIndexOf('/', jar) + 1, jar);
            return name.replaceFirst("-\\d.*$", "") + "/";
        }
        int target = path.indexOf("/target/classes");
        return target < 0 ? "" : path.substring(path.lastIndexOf('/', target - 1) + 1, target) + "/";
    }

    /** {@link #describe} of an origin that may be unknown. */
    static String describeOr(@Nullable ConfigOrigin origin, String unknown) {
        return origin == null ? unknown : describe(origin);
    }
}
