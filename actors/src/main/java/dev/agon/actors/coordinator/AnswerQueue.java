package dev.agon.actors.coordinator;

import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Decision;
import dev.agon.protocol.Group;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.event.QueuedAnswers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The policy's answers of the latest iterations, out of which later answers to the same question get opponents: the
 * queue of Swamy et al. 2024 (arXiv 2401.04056).
 *
 * <p>Who meets whom follows from the plan and the iteration, not from when a stage is opened: an iteration that version
 * v answers draws from those that iterations v - memory to v - 1 learned from.
 *
 * @param entries in the order in which they were learned from
 */
@Decision
record AnswerQueue(List<QueuedAnswers> entries) {
    static final AnswerQueue EMPTY = new AnswerQueue(List.of());

    /** What a policy and a judge are asked, whatever the prompt is called. */
    private record Question(String text, Map<String, String> meta) {
        static Question of(Prompt prompt) {
            return new Question(prompt.text(), prompt.meta());
        }
    }

    AnswerQueue {
        entries = List.copyOf(entries);
    }

    /** With what an update has learned from, and without what no later iteration draws from. */
    AnswerQueue with(int iteration, List<WorkResult> consumed, RunPlan plan) {
        int memory = plan.guests().memory();
        if (memory == 0) {
            return this;
        }
        int oldest = plan.schedule().sampler(iteration + 1) - memory;
        Stream<QueuedAnswers> kept = entries.stream().filter(entry -> entry.iteration() >= oldest);
        Stream<QueuedAnswers> added = consumed.stream()
                .flatMap(result -> result.groups().stream())
                .map(judged -> own(iteration, judged.group()));
        return new AnswerQueue(Stream.concat(kept, added).toList());
    }

    private static QueuedAnswers own(int iteration, Group group) {
        return new QueuedAnswers(iteration, group.prompt(), group.completions().subList(0, group.own()));
    }

    /** The opponents that the answers of an iteration's prompts meet, a list for each. */
    List<List<Completion>> opponents(RunPlan plan, int iteration, List<Prompt> prompts) {
        int end = plan.schedule().sampler(iteration);
        Map<Question, List<Completion>> answers = new LinkedHashMap<>();
        entries.stream()
                .filter(entry -> entry.iteration() < end
                        && entry.iteration() >= end - plan.guests().memory())
                .forEach(entry -> answers.computeIfAbsent(Question.of(entry.prompt()), question -> new ArrayList<>())
                        .addAll(entry.answers()));
        CounterRandom random = CounterRandom.of(plan.seed()).at("queue").at(iteration);
        return prompts.stream()
                .map(prompt -> drawn(
                        answers.getOrDefault(Question.of(prompt), List.of()),
                        plan.guests().earlier(),
                        random.at(prompt.id())))
                .toList();
    }

    /** So many of them without replacement, in their order, or all if there are not more. */
    private static List<Completion> drawn(List<Completion> answers, int count, CounterRandom random) {
        if (answers.size() <= count) {
            return answers.stream().map(answer -> answer.by(Author.EARLIER)).toList();
        }
        Set<Integer> chosen = new LinkedHashSet<>();
        for (int draw = 0; chosen.size() < count; draw++) {
            // Among the last of a growing range each is as likely as the others (Floyd's sampling).
            int last = answers.size() - count + chosen.size();
            int index = random.below(last + 1, draw);
            chosen.add(chosen.contains(index) ? last : index);
        }
        return chosen.stream()
                .sorted()
                .map(index -> answers.get(index).by(Author.EARLIER))
                .toList();
    }
}
