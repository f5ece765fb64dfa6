package dev.agon.actors;

import dev.agon.learner.DivergedException;
import dev.agon.policy.ModelException;
import dev.agon.protocol.InputException;
import dev.agon.protocol.message.RunFailure;
import dev.agon.protocol.message.RunFailure.Kind;
import dev.agon.protocol.settings.ConfigurationException;

/** Tells failures that end a run from those that are tried again, and carries them across nodes. */
public final class Failures {
    private Failures() {}

    /** Whether no repetition can cure the failure. */
    public static boolean endsRun(Throwable failure) {
        return kind(failure) != Kind.INTERNAL;
    }

    /** The failure as a message. */
    public static RunFailure of(Throwable failure) {
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        Kind kind = kind(failure);
        return new RunFailure(kind, kind == Kind.INTERNAL ? failure.getClass().getSimpleName() + ": " + text : text);
    }

    /** The failure as the exception that its kind stands for, to be thrown to the caller of the run. */
    public static RuntimeException exception(RunFailure failure) {
        return switch (failure.kind()) {
            case CONFIGURATION -> new ConfigurationException(failure.message());
            case INPUT -> new InputException(failure.message());
            case MODEL -> new ModelException(failure.message());
            case DIVERGED -> new DivergedException(failure.message());
            case CLUSTER -> new ClusterException(failure.message());
            case INTERNAL -> new IllegalStateException(failure.message());
        };
    }

    private static Kind kind(Throwable failure) {
        if (failure instanceof ConfigurationException) {
            return Kind.CONFIGURATION;
        } else if (failure instanceof InputException) {
            return Kind.INPUT;
        } else if (failure instanceof ModelException) {
            return Kind.MODEL;
        } else if (failure instanceof DivergedException) {
            return Kind.DIVERGED;
        } else if (failure instanceof ClusterException) {
            return Kind.CLUSTER;
        }
        return Kind.INTERNAL;
    }
}
