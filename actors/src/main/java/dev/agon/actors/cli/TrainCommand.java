package dev.agon.actors.cli;

import picocli.CommandLine.Command;

@Command(name = "train")
final class TrainCommand implements Runnable {
    @Override
    public void run() {}
}
