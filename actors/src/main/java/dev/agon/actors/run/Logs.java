package dev.agon.actors.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Sets up logging: errors on the terminal, everything from INFO on in the attempt's directory. */
public final class Logs {
    /** Pekko tells the actor whose line it is as {@code pekkoSource}. */
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level [%X{pekkoSource:--}] %logger{36} - %msg%n";

    /** Of a node, whose log may be read beside those of others: every line says where the node's run was. */
    private static final String NODE_PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level"
            + " [run=%property{run} term=%property{term} iteration=%property{iteration} version=%property{version}]"
            + " [%X{pekkoSource:--}] %logger{36} - %msg%n";

    /** How the lines of a node's log look. */
    public enum Format {
        /** For people. */
        TEXT,
        /** One JSON object a line. */
        JSON
    }

    /** Name of the log in an attempt's directory. */
    static final String FILE = "agon.log";

    private static final String UNKNOWN = "-";

    private Logs() {}

    /** Errors, or with {@code verbose} everything from INFO on, go to the terminal. */
    public static void toTerminal(Terminal terminal, boolean verbose) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        TerminalAppender appender = new TerminalAppender(terminal, verbose ? Level.INFO : Level.ERROR);
        appender.setContext(context);
        appender.start();
        root.addAppender(appender);
    }

    /** Everything from INFO on goes to the terminal, in a form that tells where the node's run was. */
    public static void ofNode(Terminal terminal, Format format) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        List.of("run", "term", "iteration", "version").forEach(key -> context.putProperty(key, UNKNOWN));
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        Encoder<ILoggingEvent> encoder = format == Format.JSON ? json() : pattern(NODE_PATTERN);
        encoder.setContext(context);
        encoder.start();
        NodeAppender appender = new NodeAppender(terminal, encoder);
        appender.setContext(context);
        appender.start();
        root.addAppender(appender);
    }

    private static Encoder<ILoggingEvent> json() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.setWithSequenceNumber(false);
        return encoder;
    }

    private static Encoder<ILoggingEvent> pattern(String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(pattern);
        return encoder;
    }

    /** From now on the node's lines name this run, of which nothing more is known. */
    public static void run(String name) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.putProperty("run", name);
        List.of("term", "iteration", "version").forEach(key -> context.putProperty(key, UNKNOWN));
    }

    /** From now on the node's lines name this version as the newest one, and its number as the iteration in work. */
    public static void committed(long term, int version) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.putProperty("term", String.valueOf(term));
        context.putProperty("iteration", String.valueOf(version));
        context.putProperty("version", String.valueOf(version));
    }

    /** Everything from INFO on, and DEBUG of our own classes, also goes to {@code agon.log} in this directory. */
    public static void toDirectory(Path directory) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Encoder<ILoggingEvent> encoder = pattern(PATTERN);
        encoder.setContext(context);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setFile(directory.resolve(FILE).toString());
        appender.start();
        context.getLogger("dev.agon").setLevel(Level.DEBUG);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    private static final class NodeAppender extends AppenderBase<ILoggingEvent> {
        private final Terminal terminal;
        private final Encoder<ILoggingEvent> encoder;

        NodeAppender(Terminal terminal, Encoder<ILoggingEvent> encoder) {
            this.terminal = terminal;
            this.encoder = encoder;
        }

        @Override
        protected void append(ILoggingEvent event) {
            terminal.line(new String(encoder.encode(event), StandardCharsets.UTF_8).stripTrailing());
        }
    }

    private static final class TerminalAppender extends AppenderBase<ILoggingEvent> {
        private final Terminal terminal;
        private final Level threshold;

        TerminalAppender(Terminal terminal, Level threshold) {
            this.terminal = terminal;
            this.threshold = threshold;
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(threshold)) {
                terminal.line(
                        event.getLevel().toString().toLowerCase(Locale.ROOT) + ": " + event.getFormattedMessage());
            }
        }
    }
}
