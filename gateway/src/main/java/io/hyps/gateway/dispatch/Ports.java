package io.hyps.gateway.dispatch;

import io.hyps.gateway.trace.FrameTraces;
import io.hyps.protocol.event.EventTopics;
import java.util.concurrent.Executor;

/**
 * What the dispatcher hands its work to; all of it may block, so it runs on the workers.
 *
 * @param topics where results and dead letters go
 * @param traces follows frames
 * @param workers has room for as many tasks as there are attempts under way
 */
public record Ports(
        FramePreparer preparer, TensorSender sender, EventTopics topics, FrameTraces traces, Executor workers) {}
