package dev.agon.actors.claim;

import dev.agon.env.game.TabularPolicy;
import dev.agon.learner.exact.CurvePoint;
import dev.agon.learner.exact.Onlooker;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/** Measures a play while it goes on. */
final class Recorder implements Onlooker {
    private final List<Ground> grounds;
    private final List<String> figures;
    private final boolean compared;
    private final List<DoubleSummaryStatistics> gains = new ArrayList<>(); // of the steps since the last moment
    private final List<Trace.Moment> moments = new ArrayList<>();

    /** @param figures what is measured at each moment */
    Recorder(List<Ground> grounds, List<String> figures) {
        this.grounds = List.copyOf(grounds);
        this.figures = List.copyOf(figures);
        this.compared = figures.stream().anyMatch(Figures::isOfSteps);
        forget();
    }

    private void forget() {
        gains.clear();
        grounds.forEach(ground -> gains.add(new DoubleSummaryStatistics()));
    }

    @Override
    public void stepped(int context, TabularPolicy from, TabularPolicy to) {
        if (compared) {
            gains.get(context).accept(grounds.get(context).game().winRate(to, from));
        }
    }

    @Override
    public void measured(
            CurvePoint point, List<TabularPolicy> last, List<TabularPolicy> average, List<TabularPolicy> best) {
        List<List<Double>> values = new ArrayList<>();
        for (String figure : figures) {
            List<Double> each = new ArrayList<>(List.of(mean(figure, point, last)));
            for (List<TabularPolicy> policies : List.of(average, best)) {
                each.add(Figures.isOfSteps(figure) ? Double.NaN : mean(figure, point, policies));
            }
            values.add(each);
        }
        moments.add(new Trace.Moment(point.iteration(), point.queries(), values));
        forget();
    }

    private double mean(String figure, CurvePoint point, List<TabularPolicy> policies) {
        double sum = 0;
        for (int i = 0; i < policies.size(); i++) {
            DoubleSummaryStatistics gain = gains.get(i);
            boolean none = gain.getCount() == 0;
            Figures.Progress progress = new Figures.Progress(
                    point.iteration(), none ? Double.NaN : gain.getAverage(), none ? Double.NaN : gain.getMin());
            sum += Figures.of(figure, grounds.get(i), policies.get(i), progress);
        }
        return sum / policies.size();
    }

    List<Trace.Moment> moments() {
        return moments;
    }
}
