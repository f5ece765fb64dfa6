package dev.agon.actors.chaos;

import dev.agon.protocol.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the nodes of a drill need to listen where others reach them: a throw-away authority, a certificate for each
 * host, and a token.
 *
 * @param directory where they lie
 */
record Certificates(Path directory) {
    private static final String TOKEN_BYTES = "32";

    /**
     * Makes them.
     *
     * @param home where Agon is installed, with its script that makes certificates
     * @throws InputException if that script or openssl fails
     */
    static Certificates make(Path home, Path directory, List<String> hosts) {
        Certificates made = new Certificates(directory);
        List<String> command = new ArrayList<>();
        command.add(home.resolve("conf/tls/make-certificates").toString());
        command.add(directory.toString());
        command.addAll(hosts);
        run(command);
        run(List.of("openssl", "rand", "-hex", "-out", made.token().toString(), TOKEN_BYTES));
        return made;
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new InputException("No certificates were made for the drill: " + said);
            }
        } catch (IOException e) {
            throw new InputException("No certificates can be made for the drill: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException("Interrupted while certificates were made.", e);
        }
    }

    /** File of the certificate that all trust. */
    Path authority() {
        return directory.resolve("authority.crt");
    }

    /** File of what requests over HTTP show. */
    Path token() {
        return directory.resolve("token");
    }
}
