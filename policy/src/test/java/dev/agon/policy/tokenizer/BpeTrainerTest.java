package dev.agon.policy.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {
    @Test
    void mergesAreThoseOfTheDefinition() {
        for (long seed = 0; seed < 5; seed++) {
            List<String> corpus = Corpora.lines(60, 80, seed);
            BpeVocabulary vocabulary = BpeTrainer.train(corpus, 256 + 150, List.of());
            assertEquals(NaiveBpe.train(corpus, 150), vocabulary.merges());
        }
    }

    @Test
    void repeatedLettersAreMergedFromLeftToRight() {
        List<String> corpus = List.of("aaaaa aaaa aaa", "aaaaaaa baab aab");
        assertEquals(
                NaiveBpe.train(corpus, 20),
                BpeTrainer.train(corpus, 256 + 20, List.of()).merges());
    }

    @Test
    void tiesGoToTheSmallerIds() {
        BpeVocabulary vocabulary = BpeTrainer.train(List.of("xy", "xy", "ab", "ab", "az", "az"), 300, List.of());
        assertEquals(
                List.of(
                        new BpeVocabulary.Merge("a", "b"),
                        new BpeVocabulary.Merge("a", "z"),
                        new BpeVocabulary.Merge("x", "y")),
                vocabulary.merges());
    }

    @Test
    void idsAreSpecialTokensThenBytesThenMerges() {
        BpeVocabulary vocabulary = BpeTrainer.train(List.of("to to"), 300, List.of(Corpora.END, "<|pad|>"));
        assertEquals(List.of(Corpora.END, "<|pad|>"), vocabulary.tokens().subList(0, 2));
        assertEquals("!", vocabulary.tokens().get(2 + '!'));
        assertEquals("to", vocabulary.tokens().get(258));
        assertEquals(1, vocabulary.specialId("<|pad|>"));
        assertEquals(259, vocabulary.tokens().size()); // no other pair occurs twice
    }

    @Test
    void specialTokensInTheCorpusAreNotLearnt() {
        BpeVocabulary vocabulary =
                BpeTrainer.train(Collections.nCopies(9, "<|end|><|end|>"), 300, List.of(Corpora.END));
        assertEquals(List.of(), vocabulary.merges());
    }

    @Test
    void sameTextsInAnyOrderGiveTheSameBytes() {
        List<String> corpus = Corpora.lines(400, 300, 7);
        List<String> shuffled = new ArrayList<>(corpus);
        Collections.shuffle(shuffled, new Random(1));
        TokenizerFiles first = files(corpus);
        TokenizerFiles second = files(shuffled);
        assertEquals(List.of("tokenizer.json", "tokenizer_config.json"), List.copyOf(first.names()));
        for (String name : first.names()) {
            assertArrayEquals(first.content(name), second.content(name));
        }
    }

    @Test
    void tenMegabytesTakeSeconds() {
        List<String> corpus = Corpora.lines(170_000, 40_000, 3);
        assertTimeout(Duration.ofSeconds(60), () -> BpeTrainer.train(corpus, 4096, List.of(Corpora.END)));
    }

    @Test
    void impossibleRequestsAreRefused() {
        List<String> corpus = List.of("a");
        assertThrows(IllegalArgumentException.class, () -> BpeTrainer.train(corpus, 256, List.of(Corpora.END)));
        assertThrows(IllegalArgumentException.class, () -> BpeTrainer.train(corpus, 999, List.of("a")));
        assertThrows(IllegalArgumentException.class, () -> BpeTrainer.train(corpus, 999, List.of("<a>", "<a>")));
        BpeVocabulary vocabulary = BpeTrainer.train(corpus, 300, List.of(Corpora.END));
        assertThrows(IllegalArgumentException.class, () -> vocabulary.files("<|none|>"));
    }

    private static TokenizerFiles files(List<String> corpus) {
        return BpeTrainer.train(corpus, 700, List.of(Corpora.END)).files(Corpora.END);
    }
}
