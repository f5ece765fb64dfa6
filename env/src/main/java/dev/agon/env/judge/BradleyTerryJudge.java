package dev.agon.env.judge;

import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A reward model of fixed data: each answer has the reward that collected comparisons give it, and {@code P(i beats j)
 * = 1 / (1 + exp(r_j - r_i))} ({@link RewardTable}). It knows what it read and nothing else: rewards belong to whole
 * answers of one prompt, and an answer that was never compared has the reward 0.
 */
public final class BradleyTerryJudge implements Judge {
    private final String name;
    private final Path file;
    private final double ridge;
    private @Nullable Map<String, RewardTable> tables; // by the prompts' texts

    /** Checks the settings; the file is read and the rewards are fitted on first use. */
    public BradleyTerryJudge(Settings settings) {
        this.name = settings.name();
        this.file = settings.file("file");
        this.ridge = settings.number("ridge", 1e-9, 1e9);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Verdict> judge(List<Group> groups, JudgeContext context) {
        Map<String, RewardTable> fitted = tables();
        return groups.stream().map(group -> judge(group, fitted)).toList();
    }

    private Verdict judge(Group group, Map<String, RewardTable> fitted) {
        RewardTable table = fitted.getOrDefault(group.prompt().text(), RewardTable.EMPTY);
        double[] rewards = group.completions().stream()
                .map(Completion::text)
                .mapToDouble(table::of)
                .toArray();
        return new Verdict(name, PreferenceMatrix.of(rewards.length, Duels.logistic(rewards, 1)), Map.of());
    }

    private synchronized Map<String, RewardTable> tables() {
        if (tables == null) {
            Map<String, RewardTable> fitted = new TreeMap<>();
            ComparisonFile.read(file)
                    .forEach((prompt, comparisons) -> fitted.put(prompt, RewardTable.fit(comparisons, ridge)));
            tables = fitted;
        }
        return tables;
    }
}
