package dev.agon.env.judge;

import dev.agon.protocol.Group;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Readers that vote. A reader that sees no difference (P_r = 1/2) abstains; each of the others votes for the left
 * answer with its own probability, independently of the rest, the side with more weight wins, and an equal split is
 * half a win. P(left beats right) is the exact expectation over all outcomes of the vote:
 *
 * <pre>P(i, j) = sum over S of prod_{r in S} P_r(i, j) prod_{r not in S} (1 - P_r(i, j)) [ w(S) &gt; W/2 ] </pre>
 *
 * where S are the readers that vote left, w(S) is their weight, W the weight of all that vote, and [] is 1/2 at
 * equality. Being a majority of several orders, the preference may be cyclic (Condorcet 1785).
 *
 * <p>{@linkplain Soundness Sound} answers beat unsound ones in the eyes of every reader; two unsound ones tie.
 */
public final class Panel implements Judge {
    private static final int MOST_READERS = 12;
    private static final double MOST_WEIGHT = 1000;
    private static final double EQUAL_SPLIT = 1e-9;
    private static final double INDIFFERENT = 1e-9;

    private final String name;
    private final Soundness soundness;
    private final List<Seat> seats = new ArrayList<>();

    /** A reader, its name and the weight of its vote. */
    private record Seat(String name, double weight, Reader reader) {}

    /** Checks the settings of the panel and of all its readers. */
    public Panel(Settings settings) {
        this.name = settings.name();
        this.soundness = new Soundness(settings.block("sound"));
        Settings readers = settings.block("readers");
        for (String reader : readers.names()) {
            Settings block = readers.block(reader);
            double weight = block.number("weight", 0, MOST_WEIGHT);
            Seat seat = new Seat(reader, weight, block.create(Reader.class));
            if (weight > 0) {
                seats.add(seat);
            }
        }
        if (seats.isEmpty() || seats.size() > MOST_READERS) {
            throw settings.fault(
                    "readers",
                    "has " + seats.size() + " readers of positive weight but must have 1 to " + MOST_READERS);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Path> models(Path base) {
        return seats.stream().anyMatch(seat -> seat.reader().asksBase()) ? List.of(base) : List.of();
    }

    @Override
    public List<Verdict> judge(List<Group> groups, JudgeContext context) {
        List<SoundAnswers> sound =
                groups.stream().map(group -> SoundAnswers.of(group, soundness)).toList();
        List<Group> readable = sound.stream().map(SoundAnswers::group).toList();
        List<List<PreferenceMatrix.Duel>> duels = new ArrayList<>(); // by seat, then by group
        for (Seat seat : seats) {
            duels.add(seat.reader().read(readable, context));
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            Map<String, PreferenceMatrix> opinions = new LinkedHashMap<>();
            for (int s = 0; s < seats.size(); s++) {
                opinions.put(
                        seats.get(s).name(), sound.get(g).amongAll(duels.get(s).get(g)));
            }
            List<PreferenceMatrix> matrices = List.copyOf(opinions.values());
            int answers = groups.get(g).completions().size();
            verdicts.add(new Verdict(name, PreferenceMatrix.of(answers, (i, j) -> vote(matrices, i, j)), opinions));
        }
        return verdicts;
    }

    /** Probability that the weighted vote goes to i: the sum over all outcomes of the readers' votes. */
    private double vote(List<PreferenceMatrix> opinions, int i, int j) {
        return vote(opinions, i, j, 0, 0);
    }

    /** As above, from the given reader on, when the earlier ones gave i this lead in weight. */
    private double vote(List<PreferenceMatrix> opinions, int i, int j, int reader, double lead) {
        if (reader == opinions.size()) {
            return Math.abs(lead) < EQUAL_SPLIT ? 0.5 : lead > 0 ? 1 : 0;
        }
        double p = opinions.get(reader).get(i, j);
        double weight = seats.get(reader).weight();
        if (Math.abs(p - 0.5) < INDIFFERENT) {
            return vote(opinions, i, j, reader + 1, lead);
        }
        double forLeft = p == 0 ? 0 : p * vote(opinions, i, j, reader + 1, lead + weight);
        double forRight = p == 1 ? 0 : (1 - p) * vote(opinions, i, j, reader + 1, lead - weight);
        return forLeft + forRight;
    }
}
