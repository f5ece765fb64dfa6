package dev.agon.env.wordnet;

import java.util.List;

/**
 * One meaning and the words that share it.
 *
 * @param id number of the synset, dense from 0 over all parts of speech
 * @param pos part of speech
 * @param lemmas the words, as written (proper names keep their capitals), several words separated by spaces
 * @param definition the gloss without its usage examples
 */
public record Synset(int id, PartOfSpeech pos, List<String> lemmas, String definition) {}
