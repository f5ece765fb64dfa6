package dev.agon.env.game.metric;

import dev.agon.env.game.MatrixGame;
import dev.agon.env.game.Spelling;
import dev.agon.env.game.TabularPolicy;
import dev.agon.env.game.WrittenGame;
import dev.agon.env.metric.KnownAnswer;
import dev.agon.env.metric.Probe;
import dev.agon.protocol.Decision;
import dev.agon.protocol.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Measures a policy that writes the actions of a game: exactly, from the probability of every sequence. Figures of
 * several contexts are means.
 *
 * <p>Probability that goes to no legal sequence loses to every action. The distances are those between distributions
 * over sequences, legal ones alone: {@code KL(pi || ref)}, {@code KL(ref || pi)} and {@code KL(pi* || pi)} with pi* the
 * {@linkplain RegularisedEquilibrium equilibrium} at tau, which within an action keeps the reference's proportions.
 */
@Decision
public final class GameProbe implements Probe {
    private static final String GAP = "game/duality_gap";
    private static final String REGULARISED_GAP = "game/duality_gap_regularised";
    private static final String TO_REFERENCE = "game/kl_to_reference";
    private static final String FROM_REFERENCE = "game/kl_from_reference";
    private static final String FROM_EQUILIBRIUM = "game/kl_from_equilibrium";
    private static final String ILLEGAL = "game/illegal_share";
    private static final String ROOT = "game/";

    private final WrittenGame game;
    private final double tau;
    private final List<Prompt> prompts;
    private final List<String> answers;
    private final List<Context> contexts;

    /** One context with what does not depend on the policy. */
    private record Context(MatrixGame game, List<Integer> actions, List<Double> logReference, TabularPolicy nash) {}

    /**
     * A probe.
     *
     * @param tau price of a nat of distance to the reference, above 0
     */
    public GameProbe(WrittenGame game, double tau) {
        this.game = game;
        this.tau = tau;
        Spelling spelling = game.spelling();
        this.answers = IntStream.range(0, spelling.sequences())
                .mapToObj(number -> spelling.text(spelling.sequence(number)))
                .toList();
        List<Prompt> asked = new ArrayList<>();
        List<Context> known = new ArrayList<>();
        for (int c = 0; c < game.contexts().size(); c++) {
            int context = c;
            asked.add(new Prompt("probe/" + c, game.question(c), game.facts(c)));
            known.add(new Context(
                    game.contexts().get(c),
                    IntStream.range(0, answers.size())
                            .map(number -> spelling.action(context, spelling.sequence(number)))
                            .boxed()
                            .toList(),
                    IntStream.range(0, answers.size())
                            .mapToObj(number -> spelling.logReference(context, spelling.sequence(number)))
                            .toList(),
                    RegularisedEquilibrium.of(game.contexts().get(c), tau)));
        }
        this.prompts = List.copyOf(asked);
        this.contexts = List.copyOf(known);
    }

    @Override
    public List<Prompt> prompts() {
        return prompts;
    }

    @Override
    public List<String> answers() {
        return answers;
    }

    @Override
    public int answerTokens() {
        return game.spelling().length();
    }

    @Override
    public SortedMap<String, Double> measure(double[][] logP) {
        SortedMap<String, Double> figures = new TreeMap<>();
        for (int c = 0; c < contexts.size(); c++) {
            Context context = contexts.get(c);
            double[] mass = mass(context, logP[c]);
            for (int action = 0; action < mass.length; action++) {
                figures.put(state(c, action), mass[action]);
            }
            addMean(figures, ofMass(c, mass));
            addMean(figures, distances(context, logP[c], mass));
        }
        return figures;
    }

    private static String state(int context, int action) {
        return STATE + context + "/" + action;
    }

    private void addMean(SortedMap<String, Double> figures, Map<String, Double> ofContext) {
        ofContext.forEach((name, value) -> figures.merge(name, value / contexts.size(), Double::sum));
    }

    /** Probability of each action. */
    private static double[] mass(Context context, double[] logP) {
        double[] mass = new double[context.game().size()];
        for (int number = 0; number < logP.length; number++) {
            int action = context.actions().get(number);
            if (action >= 0) {
                mass[action] += Math.exp(logP[number]);
            }
        }
        return mass;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** The figures that follow from the actions' probabilities. */
    private SortedMap<String, Double> ofMass(int c, double[] mass) {
        Context context = contexts.get(c);
        double illegal = Math.max(0, 1 - sum(mass));
        TabularPolicy policy = TabularPolicy.of(mass);
        double exploitability = (1 - illegal) * Exploitability.of(context.game(), policy) + illegal / 2;
        SortedMap<String, Double> figures = new TreeMap<>();
        figures.put(EXPLOITABILITY, exploitability);
        figures.put(GAP, 2 * exploitability);
        figures.put(ILLEGAL, illegal);
        figures.putAll(traits(c, policy));
        return figures;
    }

    private SortedMap<String, Double> traits(int c, TabularPolicy policy) {
        String prefix =
                contexts.size() == 1 ? ROOT : ROOT + contexts.get(c).game().name() + "/";
        SortedMap<String, Double> means = new TreeMap<>();
        // A context's own figure is no mean over contexts.
        game.spelling()
                .traits(c)
                .forEach((name, values) -> means.put(prefix + name, contexts.size() * policy.mean(values)));
        return means;
    }

    /** The figures that depend on the single sequences. */
    private SortedMap<String, Double> distances(Context context, double[] logP, double[] mass) {
        double logLegal = Math.log(sum(mass));
        double to = 0;
        double from = 0;
        double fromNash = 0;
        for (int number = 0; number < logP.length; number++) {
            int action = context.actions().get(number);
            double logReference = context.logReference().get(number);
            if (action < 0 || logReference == Double.NEGATIVE_INFINITY) {
                continue;
            }
            double logPolicy = logP[number] - logLegal;
            double logNash = logReference
                    + context.nash().logP(action)
                    - context.game().reference().logP(action);
            to += Math.exp(logPolicy) * (logPolicy - logReference);
            from += Math.exp(logReference) * (logReference - logPolicy);
            fromNash += Math.exp(logNash) * (logNash - logPolicy);
        }
        SortedMap<String, Double> figures = new TreeMap<>();
        figures.put(TO_REFERENCE, Math.max(0, to));
        figures.put(FROM_REFERENCE, Math.max(0, from));
        figures.put(FROM_EQUILIBRIUM, Math.max(0, fromNash));
        figures.put(REGULARISED_GAP, regularisedGap(context.game(), TabularPolicy.of(mass), to));
        return figures;
    }

    /** The gap in actions, with the distance to the reference that the sequences have. */
    private double regularisedGap(MatrixGame actions, TabularPolicy policy, double klToReference) {
        double ofActions = Exploitability.dualityGap(actions, policy, tau);
        return Math.max(0, ofActions + 2 * tau * (klToReference - policy.kl(actions.reference())));
    }

    @Override
    public KnownAnswer known(List<? extends SortedMap<String, Double>> versions) {
        List<Double> last = versions.stream()
                .map(figures -> figures.getOrDefault(EXPLOITABILITY, Double.NaN))
                .toList();
        List<Double> average = new ArrayList<>(List.of(Double.NaN));
        SortedMap<String, Double> mixture = new TreeMap<>();
        List<double[]> masses = contexts.stream()
                .map(context -> new double[context.game().size()])
                .toList();
        for (int steps = 1; steps < versions.size(); steps++) {
            addMass(masses, versions.get(steps - 1));
            mixture = ofMixture(masses, steps);
            average.add(mixture.getOrDefault(EXPLOITABILITY, Double.NaN));
        }
        int best = 1;
        for (int version = 2; version < last.size(); version++) {
            best = last.get(version) < last.get(best) ? version : best;
        }
        return new KnownAnswer(game.name(), tau, best, rows(versions, mixture, best), last, average);
    }

    private static void addMass(List<double[]> masses, SortedMap<String, Double> version) {
        for (int c = 0; c < masses.size(); c++) {
            double[] mass = masses.get(c);
            for (int action = 0; action < mass.length; action++) {
                mass[action] += version.getOrDefault(state(c, action), Double.NaN);
            }
        }
    }

    /** What is known of the policy that draws one of so many versions, whose masses are added, for each answer. */
    private SortedMap<String, Double> ofMixture(List<double[]> masses, int versions) {
        SortedMap<String, Double> figures = new TreeMap<>();
        for (int c = 0; c < contexts.size(); c++) {
            addMean(
                    figures,
                    ofMass(
                            c,
                            Arrays.stream(masses.get(c))
                                    .map(sum -> sum / versions)
                                    .toArray()));
        }
        return figures;
    }

    private List<KnownAnswer.Row> rows(
            List<? extends SortedMap<String, Double>> versions, SortedMap<String, Double> mixture, int best) {
        SortedMap<String, Double> equilibrium = equilibrium();
        SortedMap<String, Double> last = versions.get(versions.size() - 1);
        List<KnownAnswer.Row> rows = new ArrayList<>();
        for (String name : equilibrium.keySet()) {
            rows.add(new KnownAnswer.Row(
                    name.substring(ROOT.length()),
                    versions.get(0).getOrDefault(name, Double.NaN),
                    last.getOrDefault(name, Double.NaN),
                    mixture.getOrDefault(name, Double.NaN),
                    versions.get(best).getOrDefault(name, Double.NaN),
                    equilibrium.getOrDefault(name, Double.NaN)));
        }
        return rows;
    }

    /** The same figures of the equilibrium at tau. */
    private SortedMap<String, Double> equilibrium() {
        double[][] logP = new double[contexts.size()][answers.size()];
        for (int c = 0; c < logP.length; c++) {
            Context context = contexts.get(c);
            for (int number = 0; number < logP[c].length; number++) {
                int action = context.actions().get(number);
                logP[c][number] = action < 0
                        ? Double.NEGATIVE_INFINITY
                        : context.logReference().get(number)
                                + context.nash().logP(action)
                                - context.game().reference().logP(action);
            }
        }
        SortedMap<String, Double> figures = measure(logP);
        figures.keySet().removeIf(name -> name.startsWith(STATE));
        return figures;
    }
}
