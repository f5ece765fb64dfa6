package dev.agon.protocol.settings;

import java.io.Serial;

/** The configuration or the command line asks for something impossible; the message is one sentence with the cure. */
public final class ConfigurationException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public ConfigurationException(String message) {
        super(message);
    }
}
