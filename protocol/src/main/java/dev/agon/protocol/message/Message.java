package dev.agon.protocol.message;

/** Anything that one actor tells another; the Kryo serializer is bound to this type. */
public sealed interface Message
        permits CoordinatorCommand,
                RolloutCommand,
                JudgeCommand,
                LearnerCommand,
                WeightsCommand,
                WeightsReply,
                RunProgress,
                JobsCommand,
                JobsReply,
                NodeCommand {}
