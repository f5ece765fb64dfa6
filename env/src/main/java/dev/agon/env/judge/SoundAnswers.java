package dev.agon.env.judge;

import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The sound answers of a group, and where each of all its answers stands among them. */
final class SoundAnswers {
    private static final int UNSOUND = -1;

    private final Group group;
    private final int[] places; // by answer of the whole group

    private SoundAnswers(Group group, int[] places) {
        this.group = group;
        this.places = places;
    }

    static SoundAnswers of(Group all, Soundness soundness) {
        int[] places = new int[all.completions().size()];
        Arrays.fill(places, UNSOUND);
        List<Completion> sound = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            Completion completion = all.completions().get(i);
            if (soundness.holds(all.prompt(), completion)) {
                places[i] = sound.size();
                sound.add(completion);
            }
        }
        return new SoundAnswers(new Group(all.prompt(), all.promptTokens(), sound), places);
    }

    /** The group without its unsound answers. */
    Group group() {
        return group;
    }

    /**
     * The opinion on all answers: a sound one beats an unsound one, two unsound ones tie, the duel decides the rest.
     */
    PreferenceMatrix amongAll(PreferenceMatrix.Duel duel) {
        return PreferenceMatrix.of(places.length, (i, j) -> {
            boolean left = places[i] != UNSOUND;
            boolean right = places[j] != UNSOUND;
            if (left && right) {
                return duel.probability(places[i], places[j]);
            }
            return left == right ? 0.5 : left ? 1 : 0;
        });
    }
}
