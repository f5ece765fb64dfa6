package dev.agon.actors.cli;

import dev.agon.env.judge.ComparisonFile;
import dev.agon.protocol.Completion;
import dev.agon.protocol.InputException;
import dev.agon.protocol.JudgedGroup;
import dev.agon.protocol.PreferenceMatrix;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Writes what judges said, a line for each two answers of a group that differ; a file that exists is replaced. */
final class ComparisonWriter implements Consumer<JudgedGroup>, AutoCloseable {
    private final Path file;
    private final BufferedWriter writer;

    ComparisonWriter(Path file) {
        this.file = file;
        try {
            writer = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void accept(JudgedGroup judged) {
        List<Completion> answers = judged.group().completions();
        PreferenceMatrix verdict = judged.verdict().preference();
        String prompt = judged.group().prompt().text();
        try {
            for (int i = 0; i < answers.size(); i++) {
                for (int j = i + 1; j < answers.size(); j++) {
                    String left = answers.get(i).text();
                    String right = answers.get(j).text();
                    if (!left.equals(right)) {
                        writer.write(ComparisonFile.line(prompt, left, right, verdict.get(i, j)));
                        writer.write('\n');
                    }
                }
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private InputException unwritable(IOException e) {
        return new InputException(
                "The file " + file + " cannot be written (" + e + "); give --comparisons a path that can.", e);
    }
}
