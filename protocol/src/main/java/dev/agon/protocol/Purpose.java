package dev.agon.protocol;

/** Why a unit of work is done. */
public enum Purpose {
    /** Answers to self-play prompts, to learn from. */
    TRAIN,
    /** Answers to the validation prompts, judged against the start and the previous iterate, to watch the run. */
    VALIDATE,
    /** Answers to held-out prompts, drawn afresh at the end, for the final result. */
    TEST
}
