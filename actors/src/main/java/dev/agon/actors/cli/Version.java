package dev.agon.actors.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"agon " + (version == null ? "(development build)" : version), "Java " + Runtime.version()
        };
    }
}
