package dev.agon.actors.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Sets up logging: errors on the terminal, everything from INFO on in the attempt's directory. */
public final class Logs {
    /** Pekko tells the actor whose line it is as {@code pekkoSource}. */
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level [%X{pekkoSource:--}] %logger{36} - %msg%n";

    /** Name of the log in an attempt's directory. */
    static final String FILE = "agon.log";

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

    /** Everything from INFO on, and DEBUG of our own classes, also goes to {@code agon.log} in this directory. */
    public static void toDirectory(Path directory) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setFile(directory.resolve(FILE).toString());
        appender.start();
        context.getLogger("dev.agon").setLevel(Level.DEBUG);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
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
