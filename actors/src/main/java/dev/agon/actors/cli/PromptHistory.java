package dev.agon.actors.cli;

import dev.agon.actors.ledger.LedgerDatabase;
import dev.agon.actors.ledger.LedgerReader;
import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.InputException;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.event.RunEvent;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One prompt on its way through a run, from the ledger: its answers with their tokens, the verdicts on them, and the
 * updates that learned from them.
 */
final class PromptHistory {
    private final String wanted;
    private final List<Answered> answered = new ArrayList<>();
    private final TreeMap<Integer, RunEvent.UpdateCommitted> updates = new TreeMap<>();

    /** A group of answers to the prompt and the unit of work that it belongs to. */
    private record Answered(WorkId id, Instant when, JudgedGroup judged) {}

    private PromptHistory(String wanted) {
        this.wanted = wanted;
    }

    /**
     * Prints the history of a prompt.
     *
     * @param run the run's directory; no process works in it if its ledger is an H2 file
     * @param wanted id or text of the prompt
     * @throws InputException if there is no ledger, or no answer to such a prompt in it
     */
    static void print(Path run, LedgerDatabase ledger, String wanted, PrintStream out) {
        PromptHistory history = new PromptHistory(wanted.strip());
        new LedgerReader(ledger).read((number, written, event) -> history.hear(written, event));
        if (history.answered.isEmpty()) {
            throw new InputException("The ledger of " + run + " holds no answer to a prompt \"" + wanted
                    + "\"; name the id or the whole text of a prompt that the run has answered.");
        }
        history.print(out);
    }

    private void hear(Instant written, RunEvent event) {
        if (event instanceof RunEvent.UpdateCommitted update) {
            updates.put(update.iteration(), update);
        } else if (event instanceof RunEvent.ShardJudged shard) {
            shard.result().groups().stream()
                    .filter(judged -> isWanted(judged.group().prompt()))
                    .forEach(judged -> answered.add(new Answered(shard.result().id(), written, judged)));
        }
    }

    private boolean isWanted(Prompt prompt) {
        return prompt.id().equals(wanted) || prompt.text().strip().equals(wanted);
    }

    private void print(PrintStream out) {
        Prompt prompt = answered.get(0).judged().group().prompt();
        out.println("prompt " + prompt.id() + ": " + prompt.text().strip());
        for (Answered each : answered) {
            Verdict verdict = each.judged().verdict();
            out.println();
            out.println(each.id() + ", judged by " + verdict.judge() + " at " + each.when() + ", " + use(each.id()));
            List<Completion> completions = each.judged().group().completions();
            for (int i = 0; i < completions.size(); i++) {
                print(out, completions.get(i), verdict, i);
            }
        }
    }

    private String use(WorkId id) {
        if (id.purpose() != Purpose.TRAIN) {
            return "measured only";
        }
        RunEvent.UpdateCommitted update = updates.get(id.iteration());
        return update == null
                ? "not learned from yet"
                : "learned from in update " + (id.iteration() + 1) + ", which made "
                        + update.version().place();
    }

    private static String by(Author author) {
        return switch (author) {
            case POLICY -> "by";
            case AVERAGE -> "by the average of";
            case WRITTEN -> "written, scored by";
            case EARLIER -> "by the earlier";
        };
    }

    private static void print(PrintStream out, Completion completion, Verdict verdict, int i) {
        String readers = verdict.readers().entrySet().stream()
                .map(reader ->
                        format("%s %.2f", reader.getKey(), reader.getValue().winRate(i)))
                .collect(Collectors.joining(", "));
        String tokens = IntStream.range(0, completion.tokens().size())
                .mapToObj(t -> Integer.toString(completion.tokens().get(t)))
                .collect(Collectors.joining(" "));
        out.println(format("  %d  %s", i, completion.text().strip()));
        out.println(format(
                "     %s version %d, wins %.2f%s, log p %.2f, %s, tokens %s",
                by(completion.author()),
                completion.policyVersion(),
                verdict.preference().winRate(i),
                readers.isEmpty() ? "" : " (" + readers + ")",
                sum(completion.logProbs()),
                completion.ended() ? "ended" : "cut off",
                tokens));
    }

    private static double sum(LogProbs logProbs) {
        return IntStream.range(0, logProbs.size()).mapToDouble(logProbs::get).sum();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
