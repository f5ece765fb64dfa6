package dev.agon.actors;

import com.typesafe.config.Config;
import dev.agon.actors.coordinator.Lateness;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The block {@code agon-actors} of {@code pekko.conf}, where each value is explained.
 *
 * @param formTimeout longest wait for the cluster to form
 * @param pollInterval time between two repetitions of a request
 * @param window units of work that a worker holds
 * @param judgePatience repetitions before judging is asked for again
 * @param silence time without an account after which a worker is taken for suspended or dead
 * @param slowFactor multiple of the others' median time after which a worker is late with a unit
 * @param retryMinimum first wait before a failed computation is repeated
 * @param retryMaximum longest such wait
 * @param retries failures in a row that end the run
 * @param answerTimeout longest wait of an HTTP request for the cluster's answer
 */
public record ActorSettings(
        Duration formTimeout,
        Duration pollInterval,
        int window,
        int judgePatience,
        Duration silence,
        double slowFactor,
        Duration retryMinimum,
        Duration retryMaximum,
        int retries,
        Duration answerTimeout) {

    /** The settings of a running system. */
    public static ActorSettings of(ActorSystem<?> system) {
        Config config = system.settings().config().getConfig("agon-actors");
        return new ActorSettings(
                config.getDuration("form-timeout"),
                config.getDuration("poll-interval"),
                config.getInt("window"),
                config.getInt("judge-patience"),
                config.getDuration("silence"),
                config.getDouble("slow-factor"),
                config.getDuration("retry-minimum"),
                config.getDuration("retry-maximum"),
                config.getInt("retries"),
                config.getDuration("answer-timeout"));
    }

    /** When a worker is late. */
    public Lateness.Patience patience() {
        return new Lateness.Patience(silence.toMillis(), slowFactor);
    }
}
