package dev.agon.actors.ledger;

import dev.agon.protocol.settings.ConfigurationException;
import dev.agon.protocol.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How PostgreSQL is reached, block {@code agon.ledger.postgresql}. The password is no key, so that it is in no file
 * that Agon writes: it comes from an environment variable or from a file that is read when it is needed.
 *
 * @param url JDBC address
 * @param place host, port and database of the address, for people
 * @param user who writes
 * @param secret password in the environment
 * @param passwordFile file that holds it; null if none does
 */
record PostgresSettings(String url, String place, String user, Optional<String> secret, @Nullable Path passwordFile) {

    /** Reads the block; {@code secret} is the password that the environment holds. */
    static PostgresSettings of(Settings settings, Optional<String> secret) {
        String url = settings.text("url");
        URI address = address(settings, url);
        String options = Objects.requireNonNullElse(address.getRawQuery(), "");
        for (String option : options.split("&", -1)) {
            String name = option.replaceFirst("=.*", "").toLowerCase(Locale.ROOT);
            if (name.endsWith("password")) {
                throw secretive(settings);
            } else if (name.equals("user")) {
                throw settings.fault("url", "names a user; name it in agon.ledger.postgresql.user alone");
            }
        }
        String user = settings.text("user");
        if (user.isBlank()) {
            throw settings.fault("user", "is empty but must name a user of the database");
        }
        String file = settings.text("password-file");
        String place = address.getRawAuthority() + address.getPath();
        return new PostgresSettings(url, place, user, secret, file.isEmpty() ? null : Path.of(file));
    }

    /** The address behind {@code jdbc:}; a wrong one is not quoted, for it may hold a password. */
    private static URI address(Settings settings, String url) {
        try {
            URI address = new URI(url.replaceFirst("^jdbc:", ""));
            String authority = address.getRawAuthority();
            if (authority != null && authority.contains("@")) {
                throw secretive(settings);
            }
            boolean complete = authority != null
                    && Objects.requireNonNullElse(address.getPath(), "").length() > 1;
            if (url.startsWith("jdbc:postgresql://") && complete) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Said below, without the parser's words, which quote the address.
        }
        throw settings.fault("url", "is no address of the form jdbc:postgresql://HOST:PORT/DATABASE");
    }

    private static ConfigurationException secretive(Settings settings) {
        return settings.fault(
                "url",
                "holds a password, which would stand in files and logs; give it in " + LedgerSettings.PASSWORD
                        + " or in the file of agon.ledger.postgresql.password-file");
    }

    /**
     * The password, empty if the database asks for none.
     *
     * @throws ConfigurationException if its file cannot be read
     */
    String password() {
        if (secret.isPresent() || passwordFile == null) {
            return secret.orElse("");
        }
        try {
            return Files.readString(passwordFile).stripTrailing();
        } catch (IOException e) {
            throw new ConfigurationException("The file " + passwordFile + " of agon.ledger.postgresql.password-file"
                    + " cannot be read (" + e.getClass().getSimpleName()
                    + "); name a file that holds the password, or give it in " + LedgerSettings.PASSWORD + ".");
        }
    }

    @Override
    public String toString() {
        return user + " at " + place; // a record would print the password
    }
}
