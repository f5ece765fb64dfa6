package dev.agon.policy.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agon.policy.ModelException;
import dev.agon.policy.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer defined by a Hugging Face {@code tokenizer.json}, run by the {@code tokenizers} library through DJL. The
 * library's code is inside the Maven artifact; nothing is fetched. Special tokens written in the text are found;
 * nothing is cut off or padded, whatever the file asks for, and of the tokens that its post-processor adds only those
 * before a prompt are, since an answer follows it.
 *
 * <p>Two tokenizers of the same content are the same object, so that opening a model again for each new version of its
 * weights costs no memory outside the heap; that memory is freed when the last user is gone.
 */
public final class HuggingFaceTokenizer implements Tokenizer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<ByteBuffer, WeakReference<HuggingFaceTokenizer>> LOADED = new HashMap<>();
    private static final int MAX_ID = 1 << 26;

    private final ai.djl.huggingface.tokenizers.HuggingFaceTokenizer delegate;
    private final BitSet ids;
    private final int[] beginning;

    private HuggingFaceTokenizer(
            ai.djl.huggingface.tokenizers.HuggingFaceTokenizer delegate, BitSet ids, boolean processed) {
        this.delegate = delegate;
        this.ids = ids;
        this.beginning = processed ? beginning() : new int[0];
    }

    /** What the post-processor puts before a text, found by the text of one of the tokens. */
    private int[] beginning() {
        String text = ids.stream()
                .mapToObj(id -> decode(new int[] {id}))
                .filter(token -> !token.isBlank() && encode(token, false).length > 0)
                .findFirst()
                .orElse("");
        int[] plain = encode(text, false);
        int[] processed = encode(text, true);
        for (int added = 0; added + plain.length <= processed.length; added++) {
            if (Arrays.equals(processed, added, added + plain.length, plain, 0, plain.length)) {
                return Arrays.copyOf(processed, added);
            }
        }
        return new int[0];
    }

    /**
     * The tokenizer that these files define.
     *
     * @throws ModelException if {@code tokenizer.json} is malformed
     */
    public static HuggingFaceTokenizer of(TokenizerFiles files) {
        ByteBuffer content = ByteBuffer.wrap(files.content(TokenizerFiles.TOKENIZER));
        synchronized (LOADED) {
            WeakReference<HuggingFaceTokenizer> reference = LOADED.get(content);
            HuggingFaceTokenizer loaded = reference == null ? null : reference.get();
            if (loaded == null) {
                loaded = load(files.origin(), content.array());
                LOADED.values().removeIf(other -> other.get() == null);
                LOADED.put(content, new WeakReference<>(loaded));
            }
            return loaded;
        }
    }

    @Override
    public int[] encode(String text) {
        return encode(text, false);
    }

    @Override
    public int[] encodePrompt(String text) {
        int[] tokens = encode(text, false);
        int added = beginning.length;
        if (tokens.length >= added && Arrays.equals(tokens, 0, added, beginning, 0, added)) {
            return tokens; // a conversation's template wrote them
        }
        return IntStream.concat(Arrays.stream(beginning), Arrays.stream(tokens)).toArray();
    }

    private int[] encode(String text, boolean addSpecialTokens) {
        try {
            long[] wide = delegate.encode(WellFormed.of(text), addSpecialTokens, false)
                    .getIds();
            int[] tokens = new int[wide.length];
            for (int i = 0; i < wide.length; i++) {
                tokens[i] = Math.toIntExact(wide[i]);
            }
            return tokens;
        } finally {
            Reference.reachabilityFence(this); // the delegate must not be freed during the native call
        }
    }

    /** {@inheritDoc} Ids that stand for no token are left out; bytes that are no UTF-8 become U+FFFD. */
    @Override
    public String decode(int[] tokens) {
        long[] wide = new long[tokens.length];
        int count = 0;
        for (int token : tokens) {
            if (hasToken(token)) {
                wide[count++] = token;
            }
        }
        try {
            return delegate.decode(Arrays.copyOf(wide, count), true);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** {@inheritDoc} This is the highest id plus one, also where a file leaves ids unused. */
    @Override
    public int vocabSize() {
        return ids.length();
    }

    /** Whether a token has this id. */
    public boolean hasToken(int id) {
        return id >= 0 && ids.get(id);
    }

    private static HuggingFaceTokenizer load(String origin, byte[] content) {
        try {
            JsonNode json = JSON.readTree(content);
            if (!(json instanceof ObjectNode definition)) {
                throw broken(origin, "holds no JSON object", null);
            }
            BitSet ids = ids(origin, definition);
            definition.putNull("truncation").putNull("padding");
            Map<String, String> options =
                    Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
            return new HuggingFaceTokenizer(
                    ai.djl.huggingface.tokenizers.HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(JSON.writeValueAsBytes(definition)), options),
                    ids,
                    definition.path("post_processor").isObject());
        } catch (IOException e) {
            throw broken(origin, "is not valid JSON", e);
        } catch (ModelException e) {
            throw e;
        } catch (RuntimeException e) { // what the native library throws
            throw broken(origin, "is no tokenizer that the library knows", e);
        }
    }

    /** The ids in use: those of the model's vocabulary and of the added tokens. */
    private static BitSet ids(String origin, JsonNode definition) {
        BitSet ids = new BitSet();
        JsonNode vocabulary = definition.path("model").path("vocab");
        if (vocabulary.isArray()) {
            ids.set(0, vocabulary.size()); // Unigram: a list of [token, score]
        } else {
            vocabulary.forEach(id -> ids.set(checkedId(origin, id)));
        }
        definition.path("added_tokens").forEach(token -> ids.set(checkedId(origin, token.path("id"))));
        if (ids.isEmpty()) {
            throw broken(origin, "has no vocabulary", null);
        }
        return ids;
    }

    private static int checkedId(String origin, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0 || id.intValue() > MAX_ID) {
            throw broken(origin, "has the token id " + id + ", which is no whole number from 0 to " + MAX_ID, null);
        }
        return id.intValue();
    }

    private static ModelException broken(String origin, String fault, @Nullable Exception cause) {
        String detail = cause == null || cause.getMessage() == null
                ? ""
                : " (" + cause.getMessage().lines().findFirst().orElse("no detail") + ")";
        return new ModelException(origin + " " + fault + detail + "; fetch or train it again.", cause);
    }
}
