package dev.agon.env.judge;

import dev.agon.env.game.Feedback;
import dev.agon.env.game.WrittenGame;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.settings.Settings;
import java.util.List;
import java.util.Map;

/**
 * The preference of a game whose matrix is known: tells the probability itself, or a single label drawn with it, of
 * which a share {@code flip} is turned round.
 *
 * <p>A label is a function of {@code seed}, the prompt, and the two answers with the versions that gave them: whoever
 * asks again gets it again, in either order, and the next version's answers get fresh ones. Two equal answers tie. What
 * is no action of the game loses to every action and ties with its like.
 */
public final class GameJudge implements Judge {
    private final String name;
    private final WrittenGame game;
    private final Feedback feedback;
    private final CounterRandom random;

    /** The judge of a block. */
    public GameJudge(Settings settings) {
        this.name = settings.name();
        this.game = WrittenGame.of(settings);
        this.feedback = Feedback.parse(settings.full("feedback"), settings.text("feedback"));
        this.random = CounterRandom.of(settings.integer64("seed")).at("label");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Verdict> judge(List<Group> groups, JudgeContext context) {
        return groups.stream().map(this::judge).toList();
    }

    private Verdict judge(Group group) {
        int context = game.context(group.prompt());
        List<Completion> answers = group.completions();
        int[] actions = answers.stream()
                .mapToInt(answer -> game.action(context, answer.text()))
                .toArray();
        CounterRandom ofPrompt = random.at(group.prompt().id());
        PreferenceMatrix.Duel duel = (i, j) -> {
            if (actions[i] < 0 || actions[j] < 0) {
                return actions[i] == actions[j] ? 0.5 : actions[i] < 0 ? 0 : 1;
            }
            double p = game.contexts().get(context).probability(actions[i], actions[j]);
            return feedback.sampled() ? label(ofPrompt, answers.get(i), answers.get(j), p) : p;
        };
        return new Verdict(name, PreferenceMatrix.of(answers.size(), duel), Map.of());
    }

    /** 1 where the left one is said to win; the pair is put into one order, so that the other order says 0. */
    private double label(CounterRandom ofPrompt, Completion left, Completion right, double p) {
        int order = left.text().compareTo(right.text());
        if (order == 0) {
            return 0.5;
        }
        if (order > 0) {
            return 1 - label(ofPrompt, right, left, 1 - p);
        }
        double told = (1 - 2 * feedback.flip()) * p + feedback.flip();
        double uniform = ofPrompt.at(left.policyVersion())
                .at(left.text())
                .at(right.policyVersion())
                .at(right.text())
                .uniform(0);
        return uniform < told ? 1 : 0;
    }
}
