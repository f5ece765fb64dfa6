package dev.agon.actors.cli;

import dev.agon.actors.ClusterException;
import dev.agon.learner.DivergedException;
import dev.agon.policy.ModelException;
import dev.agon.protocol.InputException;
import dev.agon.protocol.settings.ConfigurationException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ParameterException;

/** The exit codes and which failure ends in which. */
final class ExitCodes {
    static final int DONE = 0;
    static final int INTERNAL = 1;
    static final int USAGE = 2;
    static final int INPUT = 3;
    static final int DIVERGED = 4;
    static final int CLUSTER = 5;

    private ExitCodes() {}

    /** Every code with its meaning, for the end of each help text. */
    static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put(" 0", "done");
        meanings.put(" 1", "internal failure");
        meanings.put(" 2", "wrong usage or configuration");
        meanings.put(" 3", "input missing or malformed");
        meanings.put(" 4", "training diverged; the last good checkpoint is named");
        meanings.put(" 5", "the cluster or its database could not be reached or was lost");
        meanings.put("130", "stopped by Ctrl-C after saving");
        meanings.put("143", "stopped by SIGTERM after saving");
        return Collections.unmodifiableMap(meanings);
    }

    /** The code of a failure: that of the first exception in its chain of causes that has one. */
    static int of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            int code = own(cause);
            if (code != INTERNAL) {
                return code;
            }
        }
        return INTERNAL;
    }

    private static int own(Throwable failure) {
        if (failure instanceof ConfigurationException || failure instanceof ParameterException) {
            return USAGE;
        }
        if (failure instanceof InputException || failure instanceof ModelException) {
            return INPUT;
        }
        if (failure instanceof ClusterException) {
            return CLUSTER;
        }
        return failure instanceof DivergedException ? DIVERGED : INTERNAL;
    }
}
