package io.hyps.runner.dataflow;

import java.util.concurrent.atomic.AtomicInteger;

/** The acknowledgement of a delivery that several partitions use: given once all of them are done with it. */
final class SharedAck {
    private final Runnable acknowledge;
    private final AtomicInteger users;

    SharedAck(Runnable acknowledge, int users) {
        this.acknowledge = acknowledge;
        this.users = new AtomicInteger(users);
    }

    /** To be called once by each user. */
    void release() {
        if (users.decrementAndGet() == 0) {
            acknowledge.run();
        }
    }
}
