package dev.agon.actors.simulation;

/** One incarnation of a simulated process; after a crash another one takes its place and gets none of its messages. */
abstract class Node {
    final World world;
    private boolean alive = true;
    private boolean suspended;

    Node(World world) {
        this.world = world;
    }

    /** It starts. */
    abstract void start();

    /** Its timer fires. */
    abstract void tick();

    /** It is gone, and this is heard of. */
    void gone() {}

    final boolean isAlive() {
        return alive;
    }

    /** Whether it does anything; a suspended process keeps its messages. */
    final boolean isAwake() {
        return alive && !suspended;
    }

    final void suspend(boolean stop) {
        suspended = stop;
    }

    final void crash() {
        if (alive) {
            alive = false;
            gone();
        }
    }
}
