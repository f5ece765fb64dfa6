package dev.agon.actors.cli;

import java.nio.file.Path;

/** The command line that goes on with a run, for people to copy. */
final class ResumeLine {
    private ResumeLine() {}

    /**
     * The line.
     *
     * @param command {@code train} or {@code pretrain}
     * @param run the run's directory; it is named where the command would not look for the run in it by itself
     */
    static String of(CliContext context, String command, Path run) {
        ConfigOptions plain = new ConfigOptions();
        Path standard = plain.load(context, plain.fileOr(context.quickstart(command + ".conf")))
                .settings("agon.run")
                .file("directory");
        Path place = run.toAbsolutePath().normalize();
        Path parent = place.getParent();
        StringBuilder line = new StringBuilder("agon " + command + " --resume --set agon.run.name=");
        line.append(place.getFileName());
        if (parent != null && !parent.equals(standard.toAbsolutePath().normalize())) {
            line.append(" --set ").append(quoted("agon.run.directory=" + parent));
        }
        return line.toString();
    }

    private static String quoted(String argument) {
        return argument.matches("[\\w./=-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
