package dev.agon.policy.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.agon.policy.ModelException;
import dev.agon.policy.chat.TemplateFunctions.Refusal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The chat template that a model brings, in Jinja2 as {@code apply_chat_template} of transformers runs it. What the
 * template's language has and jinjava has not ends in an error, never in another text as far as this can be seen:
 * {@code docs/models.md} has the figures. A template reaches nothing but its inputs.
 */
public final class ModelTemplate implements ChatTemplate {
    private static final int MAX_TEXT = 1 << 24;
    private static final String UNDEFINED = "null";
    private static final int MAX_DEPTH = 50;

    private final String origin;
    private final String template;
    private final Map<String, Object> inputs;
    private final Jinjava jinjava;

    private ModelTemplate(String origin, String template, Map<String, Object> inputs) {
        this.origin = origin;
        this.template = template;
        this.inputs = inputs;
        this.jinjava = jinjava();
    }

    /**
     * Reads the template of a Hugging Face directory: {@code chat_template.jinja}, else the field {@code chat_template}
     * of {@code tokenizer_config.json}, which also names the special tokens.
     *
     * @throws ModelException if it has none or a file cannot be read
     */
    public static ModelTemplate read(Path directory, TemplateInputs inputs) {
        TemplateFiles.Found found = TemplateFiles.read(directory)
                .orElseThrow(() -> new ModelException(directory
                        + " has no chat template (chat_template.jinja, or chat_template in tokenizer_config.json); give"
                        + " a chat model, or the pieces of a template of your own."));
        Map<String, Object> values = new HashMap<>(found.tokens());
        values.put("add_generation_prompt", true);
        inputs.today().ifPresent(day -> {
            values.put(TemplateFunctions.TODAY, day.toString());
            values.put("strftime_now", true); // for templates that ask whether there is one
        });
        values.putAll(inputs.variables());
        JinjaDialect dialect = JinjaDialect.of(found.text());
        ModelTemplate template = new ModelTemplate(found.origin(), dialect.text(), values);
        dialect.filters().forEach(template::refuseUnknown);
        return template;
    }

    /** jinjava passes an unknown filter over in silence; here it ends the branch of the template that applies it. */
    private void refuseUnknown(String filter) {
        if (jinjava.getGlobalContext().getFilter(filter) == null) {
            jinjava.registerFilter(new TemplateFunctions.UnknownFilter(filter));
        }
    }

    @Override
    public String render(List<Message> messages) {
        Map<String, Object> values = new HashMap<>(inputs);
        values.put("messages", messages.stream().map(ModelTemplate::dict).toList());
        RenderResult result = jinjava.renderForResult(template, values);
        for (TemplateError error : result.getErrors()) {
            throw fault(error);
        }
        refuseUndefined(values, result.getOutput());
        return result.getOutput();
    }

    /**
     * Jinja2 refuses to add an undefined value to a text; jinjava writes null, which is to be seen where nothing else
     * is.
     */
    private void refuseUndefined(Map<String, Object> values, String text) {
        if (text.contains(UNDEFINED)
                && !template.contains(UNDEFINED)
                && !values.toString().contains(UNDEFINED)) {
            throw new ModelException(origin + " refuses the conversation: it adds an undefined value to a text");
        }
    }

    private static Map<String, Object> dict(Message message) {
        Map<String, Object> dict = new LinkedHashMap<>();
        dict.put("role", message.role());
        dict.put("content", message.content());
        return dict;
    }

    private ModelException fault(TemplateError error) {
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal) {
                return new ModelException(origin + " refuses the conversation: " + cause.getMessage(), cause);
            }
        }
        String place = error.getLineno() > 0 ? "line " + error.getLineno() + ": " : "";
        return new ModelException(
                origin + " cannot be run (" + place + error.getMessage()
                        + "); write it in simpler terms, or use the pieces of a template of your own.",
                error.getException());
    }

    private static Jinjava jinjava() {
        LegacyOverrides asJinja2 = LegacyOverrides.newBuilder()
                .withEvaluateMapKeys(true)
                .withIterateOverMapKeys(true)
                .withUsePyishObjectMapper(true)
                .withWhitespaceRequiredWithinTokens(false)
                .withUseNaturalOperatorPrecedence(true)
                .withParseWhitespaceControlStrictly(true)
                .withAllowAdjacentTextNodes(true)
                .withUseTrimmingForNotesAndExpressions(true)
                .withKeepNullableLoopValues(true)
                .build();
        Jinjava jinjava = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false) // a message is text, whatever it looks like
                .withElResolver(new PythonValues())
                .withEnableRecursiveMacroCalls(true)
                .withMaxMacroRecursionDepth(MAX_DEPTH)
                .withMaxOutputSize(MAX_TEXT)
                .withDisabled(Map.of(Library.TAG, Set.of("include", "import", "from", "extends")))
                .withLegacyOverrides(asJinja2)
                .build());
        jinjava.registerFilter(new TemplateFunctions.TrimFilter());
        jinjava.registerFunction(
                new ELFunctionDefinition("", "raise_exception", TemplateFunctions.class, "refuse", String.class));
        jinjava.registerFunction(
                new ELFunctionDefinition("", "strftime_now", TemplateFunctions.class, "today", String.class));
        return jinjava;
    }
}
