package dev.agon.policy.files;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agon.policy.ModelException;
import org.junit.jupiter.api.function.Executable;

/** Checks of what the user reads when a file is bad. */
final class Faults {
    private Faults() {}

    /** The action must fail with one sentence that contains every part. */
    static void assertRefused(Executable action, String... parts) {
        String message =
                String.valueOf(assertThrows(ModelException.class, action).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "\"" + part + "\" is missing in: " + message);
        }
        assertTrue(message.endsWith(".") && message.lines().count() == 1, message);
    }
}
