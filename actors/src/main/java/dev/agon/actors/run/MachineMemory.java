package dev.agon.actors.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory a process may use here: the machine's, or less where a control group above the process has a limit (a
 * container, a unit of systemd). Read from Linux' files, of both versions of control groups
 * (docs.kernel.org/admin-guide/cgroup-v2.html, "memory.max"; cgroup-v1/memory.html, "limit_in_bytes").
 */
public final class MachineMemory {
    private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB");
    private static final long KIBIBYTE = 1024;

    private final Path root;

    MachineMemory(Path root) {
        this.root = root;
    }

    /** This machine's. */
    public static long bytes() {
        return new MachineMemory(Path.of("/")).read();
    }

    /** Bytes; {@code Long.MAX_VALUE} where nothing says how much there is. */
    long read() {
        long least = total();
        for (Path group : groups()) {
            OptionalLong limit = limit(group);
            least = Math.min(least, limit.orElse(Long.MAX_VALUE));
        }
        return least;
    }

    private long total() {
        Matcher matcher = TOTAL.matcher(text(root.resolve("proc/meminfo")));
        return matcher.find() ? Long.parseLong(matcher.group(1)) * KIBIBYTE : Long.MAX_VALUE;
    }

    /**
     * The files that may hold a limit: those of the process's groups and of all above them. In a container the paths
     * may be those of the host, of which only the top is seen.
     */
    private List<Path> groups() {
        List<Path> files = new ArrayList<>();
        for (String line : text(root.resolve("proc/self/cgroup")).split("\n", -1)) {
            String[] fields = line.split(":", 3); // number, controllers, path
            if (fields.length == 3 && fields[1].isEmpty()) {
                add(files, root.resolve("sys/fs/cgroup"), fields[2], "memory.max");
            } else if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains("memory")) {
                add(files, root.resolve("sys/fs/cgroup/memory"), fields[2], "memory.limit_in_bytes");
            }
        }
        return files;
    }

    private static void add(List<Path> files, Path top, String group, String name) {
        files.add(top.resolve(name));
        Path at = top;
        for (String step : group.split("/", -1)) {
            if (!step.isEmpty() && !step.equals("..")) {
                at = at.resolve(step);
                files.add(at.resolve(name));
            }
        }
    }

    private static OptionalLong limit(Path file) {
        String text = text(file).strip();
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty(); // "max": none
    }

    private static String text(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return ""; // not for this process to read, so it sets no limit that could be known
        }
    }
}
