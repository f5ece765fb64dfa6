package dev.agon.actors.claim;

import dev.agon.actors.solve.CurveImage;
import dev.agon.actors.solve.CurveText;
import dev.agon.actors.solve.Curves;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The curves of a claim: medians over seeds, a panel a game, with their bootstrap intervals as bands. */
public final class ClaimCurves {
    private final ClaimResult result;

    private ClaimCurves(ClaimResult result) {
        this.result = result;
    }

    /** As characters. */
    public static String text(ClaimResult result) {
        StringBuilder text = new StringBuilder();
        for (Plays plays : result.plays()) {
            text.append(plays.arena().name()).append(": ");
            text.append(CurveText.chart(
                    new ClaimCurves(result).curves(plays),
                    Math.max(2, result.claim().methods().size())));
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    /**
     * As a PNG, which is replaced where it exists.
     *
     * @throws dev.agon.protocol.InputException if it cannot be written
     */
    public static void draw(ClaimResult result, Path file) {
        ClaimCurves curves = new ClaimCurves(result);
        CurveImage.write(
                file,
                result.plays().stream().map(plays -> plays.arena().name()).toList(),
                result.plays().stream().map(curves::curves).toList());
    }

    private Curves curves(Plays plays) {
        Claim claim = result.claim();
        List<Curves.Line> lines = new ArrayList<>();
        for (int m = 0; m < claim.methods().size(); m++) {
            for (String policy : claim.drawing().policies()) {
                lines.add(line(plays, m, policy));
            }
        }
        String axis = claim.drawing().axis().equals("queries") ? "comparisons" : "iterations";
        return new Curves(claim.drawing().figure(), axis, lines);
    }

    private Curves.Line line(Plays plays, int method, String policy) {
        Claim claim = result.claim();
        List<List<Plays.Point>> seeds = new ArrayList<>();
        for (int k = 0; k < claim.seeds(); k++) {
            seeds.add(plays.curve(method, k, policy, claim.drawing().figure()));
        }
        List<Curves.Point> middle = new ArrayList<>();
        List<Curves.Point> low = new ArrayList<>();
        List<Curves.Point> high = new ArrayList<>();
        for (int i = 0; i < seeds.get(0).size(); i++) {
            int at = i;
            double x = Statistic.x(seeds.get(0).get(i), claim.drawing().axis());
            if (x > 0) { // the start has no place on a logarithmic axis
                Estimate median = result.bootstrap()
                        .median(seeds.stream()
                                .mapToDouble(curve -> curve.get(at).value())
                                .toArray());
                middle.add(Curves.Point.of(x, median.value()));
                low.add(0, Curves.Point.of(x, median.low()));
                high.add(Curves.Point.of(x, median.high()));
            }
        }
        high.addAll(low);
        String name = claim.methods().get(method).name() + " " + policy;
        return new Curves.Line(name, method, policy.equals(Policies.AVERAGE), middle, high);
    }
}
