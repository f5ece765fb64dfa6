package dev.agon.actors.simulation;

/** A rule of the protocol that a simulated cluster breaks on purpose: the simulation must find each of them. */
enum Flaw {
    /** The coordinator stores a result again that it has. */
    NO_DUPLICATE_CHECK,
    /** The coordinator commits an update whatever term granted it. */
    NO_TERM_CHECK,
    /** The ledger takes what any coordinator writes, also one that has been replaced. */
    NO_FENCE,
    /** The learner consumes results in the order of their arrival. */
    ARRIVAL_ORDER,
    /** The coordinator acknowledges, then persists. */
    ACKNOWLEDGE_FIRST,
    /** The coordinator acknowledges what it does not want, in the ledger or not. */
    ACKNOWLEDGE_UNKNOWN,
    /** A restarted coordinator begins from its last snapshot and forgets the events after it. */
    FORGET_EVENTS,
    /** A learner that starts an update clears the disk of later checkpoints. */
    CLEAR_LATER_CHECKPOINTS,
    /** A learner that publishes a checkpoint deletes an equal one first. */
    REPLACE_EQUAL_CHECKPOINT,
    /** A restarted learner reads the weights and not the optimizer. */
    FORGET_OPTIMIZER,
    /** Old checkpoints go although open work needs them. */
    NO_RETENTION,
    /** Workers do not repeat what is not answered. */
    NO_REPETITION
}
