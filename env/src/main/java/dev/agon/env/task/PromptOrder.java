package dev.agon.env.task;

import dev.agon.protocol.CounterRandom;
import dev.agon.protocol.Prompt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts prompts into an order that depends on their ids alone and has nothing to do with what they ask. */
final class PromptOrder {
    private static final CounterRandom STREAM = CounterRandom.of(0).at("order");

    private PromptOrder() {}

    static List<Prompt> shuffled(List<Prompt> prompts) {
        record Keyed(long key, Prompt prompt) {}
        List<Keyed> keyed = new ArrayList<>();
        for (Prompt prompt : prompts) {
            keyed.add(new Keyed(STREAM.at(prompt.id()).bits(0), prompt));
        }
        keyed.sort(Comparator.comparingLong(Keyed::key)
                .thenComparing(entry -> entry.prompt().id()));
        return keyed.stream().map(Keyed::prompt).toList();
    }
}
