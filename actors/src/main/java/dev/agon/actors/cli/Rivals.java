package dev.agon.actors.cli;

import dev.agon.actors.config.ResolvedConfig;
import dev.agon.env.judge.BestResponse;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;

/** The frozen model that the judge {@link BestResponse} names, as a part of a run. */
final class Rivals {
    private Rivals() {}

    /**
     * With the digest of the rival's weights where none stands, so that other weights are another run.
     *
     * @throws InputException if there is no rival
     */
    static ResolvedConfig withDigest(ResolvedConfig config) {
        Settings judge = config.settings("agon.judge").chosen();
        if (!isBestResponse(judge) || !judge.text("sha256").isEmpty()) {
            return config;
        }
        Path rival = judge.file("rival");
        if (!Files.isDirectory(rival)) {
            throw new InputException("The rival " + rival + " is no directory; name a model with --set "
                    + judge.full("rival") + "=DIR.");
        }
        return config.with(judge.full("sha256"), BestResponse.digest(rival), "the rival's weights");
    }

    /** With the rival's place as nodes find it that were started elsewhere. */
    static ResolvedConfig absolute(ResolvedConfig config) {
        Settings judge = config.settings("agon.judge").chosen();
        return isBestResponse(judge)
                ? config.with(
                        judge.full("rival"),
                        judge.file("rival").toAbsolutePath().normalize().toString(),
                        "submit")
                : config;
    }

    private static boolean isBestResponse(Settings judge) {
        return judge.text("class").equals(BestResponse.class.getName());
    }
}
