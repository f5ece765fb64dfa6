package dev.agon.protocol.wire;

import dev.agon.protocol.Completion;
import dev.agon.protocol.event.QueuedAnswers;
import dev.agon.protocol.event.RunSnapshot;
import dev.agon.protocol.summary.Evaluation;
import dev.agon.protocol.summary.UpdateSummary;
import dev.agon.protocol.summary.WinRate;
import dev.agon.protocol.wire.proto.LedgerProto;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Translates snapshots and the figures that they hold to Protobuf and back. */
final class SummaryWire {
    private SummaryWire() {}

    static LedgerProto.RunSnapshot toProto(RunSnapshot snapshot) {
        return LedgerProto.RunSnapshot.newBuilder()
                .setConfigDigest(snapshot.configDigest())
                .setSeed(snapshot.seed())
                .setStart(ValueWire.toProto(snapshot.start()))
                .setDataDigest(snapshot.dataDigest())
                .setTerm(snapshot.term())
                .addAllUpdates(
                        snapshot.updates().stream().map(SummaryWire::toProto).toList())
                .addAllEvaluations(snapshot.evaluations().stream()
                        .map(SummaryWire::toProto)
                        .toList())
                .addAllStartSamples(snapshot.startSamples().stream()
                        .map(SummaryWire::toProto)
                        .toList())
                .addAllLatestSamples(snapshot.latestSamples().stream()
                        .map(SummaryWire::toProto)
                        .toList())
                .addAllQueue(snapshot.queue().stream().map(SummaryWire::toProto).toList())
                .addAllOpenResults(
                        snapshot.openResults().stream().map(ValueWire::toProto).toList())
                .addAllStartTest(
                        snapshot.startTest().stream().map(ValueWire::toProto).toList())
                .addAllFinalTest(
                        snapshot.finalTest().stream().map(ValueWire::toProto).toList())
                .setFinished(snapshot.finished())
                .build();
    }

    static RunSnapshot fromProto(LedgerProto.RunSnapshot proto) {
        return new RunSnapshot(
                proto.getConfigDigest(),
                proto.getSeed(),
                ValueWire.fromProto(proto.getStart()),
                proto.getDataDigest(),
                proto.getTerm(),
                proto.getUpdatesList().stream().map(SummaryWire::fromProto).toList(),
                proto.getEvaluationsList().stream().map(SummaryWire::fromProto).toList(),
                proto.getStartSamplesList().stream().map(SummaryWire::fromProto).toList(),
                proto.getLatestSamplesList().stream()
                        .map(SummaryWire::fromProto)
                        .toList(),
                proto.getQueueList().stream().map(SummaryWire::fromProto).toList(),
                proto.getOpenResultsList().stream().map(ValueWire::fromProto).toList(),
                proto.getStartTestList().stream().map(ValueWire::fromProto).toList(),
                proto.getFinalTestList().stream().map(ValueWire::fromProto).toList(),
                proto.getFinished());
    }

    private static LedgerProto.QueuedAnswers toProto(QueuedAnswers queued) {
        return LedgerProto.QueuedAnswers.newBuilder()
                .setIteration(queued.iteration())
                .setPrompt(ValueWire.toProto(queued.prompt()))
                .addAllAnswers(queued.answers().stream().map(ValueWire::toProto).toList())
                .build();
    }

    private static QueuedAnswers fromProto(LedgerProto.QueuedAnswers proto) {
        return new QueuedAnswers(
                proto.getIteration(),
                ValueWire.fromProto(proto.getPrompt()),
                proto.getAnswersList().stream().map(ValueWire::fromProto).toList());
    }

    static List<LedgerProto.NumberEntry> toProto(SortedMap<String, Double> metrics) {
        return metrics.entrySet().stream()
                .map(entry -> LedgerProto.NumberEntry.newBuilder()
                        .setKey(entry.getKey())
                        .setValue(entry.getValue())
                        .build())
                .toList();
    }

    static SortedMap<String, Double> metrics(List<LedgerProto.NumberEntry> entries) {
        SortedMap<String, Double> metrics = new TreeMap<>();
        entries.forEach(entry -> metrics.put(entry.getKey(), entry.getValue()));
        return metrics;
    }

    private static LedgerProto.UpdateSummary toProto(UpdateSummary update) {
        return LedgerProto.UpdateSummary.newBuilder()
                .setIteration(update.iteration())
                .setVersion(ValueWire.toProto(update.version()))
                .setGroupsDigest(update.groupsDigest())
                .addAllMetrics(toProto(update.metrics()))
                .setSamples(update.samples())
                .setTokens(update.tokens())
                .setCyclicTriples(update.cyclicTriples())
                .setTriples(update.triples())
                .build();
    }

    private static UpdateSummary fromProto(LedgerProto.UpdateSummary proto) {
        return new UpdateSummary(
                proto.getIteration(),
                ValueWire.fromProto(proto.getVersion()),
                proto.getGroupsDigest(),
                metrics(proto.getMetricsList()),
                proto.getSamples(),
                proto.getTokens(),
                proto.getCyclicTriples(),
                proto.getTriples());
    }

    private static LedgerProto.Evaluation toProto(Evaluation evaluation) {
        LedgerProto.Evaluation.Builder builder = LedgerProto.Evaluation.newBuilder()
                .setVersion(evaluation.version())
                .setAgainstStart(toProto(evaluation.againstStart()))
                .setAgainstPrevious(toProto(evaluation.againstPrevious()))
                .setCompletions(evaluation.completions())
                .setMeanTokens(evaluation.meanTokens())
                .setEndedShare(evaluation.endedShare())
                .setDistinct2(evaluation.distinct2());
        evaluation
                .readers()
                .forEach((reader, rate) -> builder.addReaders(
                        LedgerProto.ReaderWinRate.newBuilder().setReader(reader).setRate(toProto(rate))));
        return builder.build();
    }

    private static Evaluation fromProto(LedgerProto.Evaluation proto) {
        SortedMap<String, WinRate> readers = new TreeMap<>();
        proto.getReadersList().forEach(reader -> readers.put(reader.getReader(), fromProto(reader.getRate())));
        return new Evaluation(
                proto.getVersion(),
                fromProto(proto.getAgainstStart()),
                fromProto(proto.getAgainstPrevious()),
                readers,
                proto.getCompletions(),
                proto.getMeanTokens(),
                proto.getEndedShare(),
                proto.getDistinct2());
    }

    private static LedgerProto.WinRate toProto(WinRate rate) {
        return LedgerProto.WinRate.newBuilder()
                .setMean(rate.mean())
                .setLow(rate.low())
                .setHigh(rate.high())
                .setPrompts(rate.prompts())
                .build();
    }

    private static WinRate fromProto(LedgerProto.WinRate proto) {
        return new WinRate(proto.getMean(), proto.getLow(), proto.getHigh(), proto.getPrompts());
    }

    private static LedgerProto.Completions toProto(List<Completion> completions) {
        return LedgerProto.Completions.newBuilder()
                .addAllCompletions(completions.stream().map(ValueWire::toProto).toList())
                .build();
    }

    private static List<Completion> fromProto(LedgerProto.Completions proto) {
        return proto.getCompletionsList().stream().map(ValueWire::fromProto).toList();
    }
}
