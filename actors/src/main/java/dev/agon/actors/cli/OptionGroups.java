package dev.agon.actors.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;

/** Lists a command's options in its help by how often they are needed. */
final class OptionGroups {
    /** The {@code order} of an option that is seldom needed. */
    static final int RARE = 1000;

    private enum Group {
        REQUIRED,
        COMMON,
        RARE;

        static Group of(OptionSpec option) {
            return option.required() ? REQUIRED : option.order() >= OptionGroups.RARE ? RARE : COMMON;
        }

        String heading() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT) + " options:";
        }
    }

    private OptionGroups() {}

    /** Makes the help of a command show its options so. */
    static void apply(CommandLine line) {
        line.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST_HEADING, help -> "");
        line.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST, help -> Stream.of(Group.values())
                .map(group -> section(help, group))
                .collect(Collectors.joining()));
    }

    private static String section(Help help, Group group) {
        List<OptionSpec> options = help.commandSpec().options().stream()
                .filter(option -> !option.hidden() && Group.of(option) == group)
                .toList();
        if (options.isEmpty()) {
            return "";
        }
        Help.Layout layout = help.createDefaultLayout();
        layout.addOptions(options, help.parameterLabelRenderer());
        return group.heading() + System.lineSeparator() + layout;
    }
}
