package dev.agon.protocol.wire;

import dev.agon.protocol.Author;
import dev.agon.protocol.Completion;
import dev.agon.protocol.Group;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.LogProbs;
import dev.agon.protocol.PolicyVersion;
import dev.agon.protocol.PreferenceMatrix;
import dev.agon.protocol.Prompt;
import dev.agon.protocol.Purpose;
import dev.agon.protocol.Span;
import dev.agon.protocol.Tokens;
import dev.agon.protocol.Verdict;
import dev.agon.protocol.WorkId;
import dev.agon.protocol.WorkResult;
import dev.agon.protocol.wire.proto.LedgerProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Translates the vocabulary to Protobuf and back; equal values become equal bytes. */
final class ValueWire {
    private ValueWire() {}

    static LedgerProto.PolicyVersion toProto(PolicyVersion version) {
        return LedgerProto.PolicyVersion.newBuilder()
                .setNumber(version.number())
                .setPlace(version.place())
                .setSha256(version.sha256())
                .setBytes(version.bytes())
                .build();
    }

    static PolicyVersion fromProto(LedgerProto.PolicyVersion proto) {
        return new PolicyVersion(proto.getNumber(), proto.getPlace(), proto.getSha256(), proto.getBytes());
    }

    static LedgerProto.WorkResult toProto(WorkResult result) {
        return LedgerProto.WorkResult.newBuilder()
                .setId(toProto(result.id()))
                .addAllGroups(result.groups().stream().map(ValueWire::toProto).toList())
                .setEffortTokens(result.effort().tokens())
                .setEffortGenerateSeconds(result.effort().generateSeconds())
                .setEffortJudgeSeconds(result.effort().judgeSeconds())
                .build();
    }

    static WorkResult fromProto(LedgerProto.WorkResult proto) {
        return new WorkResult(
                fromProto(proto.getId()),
                proto.getGroupsList().stream().map(ValueWire::fromProto).toList(),
                new WorkResult.Effort(
                        proto.getEffortTokens(), proto.getEffortGenerateSeconds(), proto.getEffortJudgeSeconds()));
    }

    static LedgerProto.WorkId toProto(WorkId id) {
        return LedgerProto.WorkId.newBuilder()
                .setPurpose(
                        switch (id.purpose()) {
                            case TRAIN -> LedgerProto.Purpose.TRAIN;
                            case VALIDATE -> LedgerProto.Purpose.VALIDATE;
                            case TEST -> LedgerProto.Purpose.TEST;
                        })
                .setIteration(id.iteration())
                .setShard(id.shard())
                .build();
    }

    static WorkId fromProto(LedgerProto.WorkId proto) {
        Purpose purpose =
                switch (proto.getPurpose()) {
                    case TRAIN -> Purpose.TRAIN;
                    case VALIDATE -> Purpose.VALIDATE;
                    case TEST -> Purpose.TEST;
                    case UNRECOGNIZED ->
                        throw new IllegalArgumentException(
                                "the ledger names a purpose that this version does not know: "
                                        + proto.getPurposeValue());
                };
        return new WorkId(purpose, proto.getIteration(), proto.getShard());
    }

    static LedgerProto.JudgedGroup toProto(JudgedGroup judged) {
        Group group = judged.group();
        Verdict verdict = judged.verdict();
        LedgerProto.JudgedGroup.Builder builder = LedgerProto.JudgedGroup.newBuilder()
                .setPrompt(toProto(group.prompt()))
                .addAllPromptTokens(boxed(group.promptTokens()))
                .addAllCompletions(
                        group.completions().stream().map(ValueWire::toProto).toList())
                .setJudge(verdict.judge())
                .setPreference(toProto(verdict.preference()));
        new TreeMap<>(verdict.readers())
                .forEach((reader, matrix) -> builder.addReaders(
                        LedgerProto.ReaderVerdict.newBuilder().setReader(reader).setPreference(toProto(matrix))));
        return builder.build();
    }

    static JudgedGroup fromProto(LedgerProto.JudgedGroup proto) {
        Map<String, PreferenceMatrix> readers = new TreeMap<>();
        proto.getReadersList().forEach(reader -> readers.put(reader.getReader(), fromProto(reader.getPreference())));
        return new JudgedGroup(
                new Group(
                        fromProto(proto.getPrompt()),
                        tokens(proto.getPromptTokensList()),
                        proto.getCompletionsList().stream()
                                .map(ValueWire::fromProto)
                                .toList()),
                new Verdict(proto.getJudge(), fromProto(proto.getPreference()), readers));
    }

    static LedgerProto.Completion toProto(Completion completion) {
        LogProbs logProbs = completion.logProbs();
        List<Float> values = new ArrayList<>(logProbs.size());
        for (float value : logProbs.toArray()) {
            values.add(value);
        }
        return LedgerProto.Completion.newBuilder()
                .setPolicyVersion(completion.policyVersion())
                .setAuthor(
                        switch (completion.author()) {
                            case POLICY -> LedgerProto.Author.POLICY;
                            case AVERAGE -> LedgerProto.Author.AVERAGE;
                            case WRITTEN -> LedgerProto.Author.WRITTEN;
                            case EARLIER -> LedgerProto.Author.EARLIER;
                        })
                .addAllTokens(boxed(completion.tokens()))
                .addAllLogProbs(values)
                .setEnded(completion.ended())
                .setText(completion.text())
                .addAllSpans(completion.spans().stream()
                        .map(span -> LedgerProto.Span.newBuilder()
                                .setFrom(span.from())
                                .setTo(span.to())
                                .setKind(span.kind())
                                .build())
                        .toList())
                .build();
    }

    static Completion fromProto(LedgerProto.Completion proto) {
        float[] logProbs = new float[proto.getLogProbsCount()];
        for (int i = 0; i < logProbs.length; i++) {
            logProbs[i] = proto.getLogProbs(i);
        }
        Author author =
                switch (proto.getAuthor()) {
                    case POLICY -> Author.POLICY;
                    case AVERAGE -> Author.AVERAGE;
                    case WRITTEN -> Author.WRITTEN;
                    case EARLIER -> Author.EARLIER;
                    case UNRECOGNIZED ->
                        throw new IllegalArgumentException(
                                "the ledger names an author that this version does not know: "
                                        + proto.getAuthorValue());
                };
        return new Completion(
                proto.getPolicyVersion(),
                author,
                tokens(proto.getTokensList()),
                LogProbs.of(logProbs),
                proto.getEnded(),
                proto.getText(),
                proto.getSpansList().stream()
                        .map(span -> new Span(span.getFrom(), span.getTo(), span.getKind()))
                        .toList());
    }

    static LedgerProto.Prompt toProto(Prompt prompt) {
        LedgerProto.Prompt.Builder builder =
                LedgerProto.Prompt.newBuilder().setId(prompt.id()).setText(prompt.text());
        new TreeMap<>(prompt.meta())
                .forEach((key, value) -> builder.addMeta(
                        LedgerProto.TextEntry.newBuilder().setKey(key).setValue(value)));
        return builder.build();
    }

    static Prompt fromProto(LedgerProto.Prompt proto) {
        Map<String, String> meta = new TreeMap<>();
        proto.getMetaList().forEach(entry -> meta.put(entry.getKey(), entry.getValue()));
        return new Prompt(proto.getId(), proto.getText(), meta);
    }

    private static LedgerProto.PreferenceMatrix toProto(PreferenceMatrix matrix) {
        LedgerProto.PreferenceMatrix.Builder builder =
                LedgerProto.PreferenceMatrix.newBuilder().setSize(matrix.size());
        for (double p : matrix.upperTriangle()) {
            builder.addUpperTriangle(p);
        }
        return builder.build();
    }

    private static PreferenceMatrix fromProto(LedgerProto.PreferenceMatrix proto) {
        double[] upper = new double[proto.getUpperTriangleCount()];
        for (int i = 0; i < upper.length; i++) {
            upper[i] = proto.getUpperTriangle(i);
        }
        return PreferenceMatrix.ofUpperTriangle(proto.getSize(), upper);
    }

    private static List<Integer> boxed(Tokens tokens) {
        List<Integer> ids = new ArrayList<>(tokens.size());
        for (int id : tokens.toArray()) {
            ids.add(id);
        }
        return ids;
    }

    private static Tokens tokens(List<Integer> ids) {
        int[] array = new int[ids.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = ids.get(i);
        }
        return Tokens.of(array);
    }
}
