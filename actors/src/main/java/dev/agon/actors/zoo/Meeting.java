package dev.agon.actors.zoo;

import dev.agon.protocol.PreferenceMatrix;
import java.util.List;

/**
 * What the models of a zoo made of one prompt.
 *
 * @param wins P(model i beats model j), the mean over all duels of an answer of i with one of j
 * @param logRatios (models, models) row by row: mean over the answers y of model i of log p_i(y) - log p_j(y), summed
 *     over an answer's tokens, in nats; 0 on the diagonal
 */
public record Meeting(PreferenceMatrix wins, List<Double> logRatios) {
    public Meeting {
        logRatios = List.copyOf(logRatios);
        if (logRatios.size() != wins.size() * wins.size()) {
            throw new IllegalArgumentException(logRatios.size() + " log-ratios do not fit " + wins.size() + " models");
        }
    }
}
