package io.hyps.gateway.dispatch;

import io.hyps.gateway.kafka.FrameTicket;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.result.InferenceResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a flight: its one result goes to Kafka, then its record is completed. Touched on the lane only. */
final class Landing {
    private static final Logger LOG = LoggerFactory.getLogger(Landing.class);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(5);

    private final Flight flight;
    private final Crew crew;
    private final List<FrameTicket> tickets = new ArrayList<>();
    private boolean begun;

    Landing(Flight flight, Crew crew, FrameTicket ticket) {
        this.flight = flight;
        this.crew = crew;
        tickets.add(ticket);
    }

    void add(FrameTicket ticket) {
        tickets.add(ticket);
    }

    boolean begun() {
        return begun;
    }

    /** @param result composed on a worker */
    void begin(Supplier<InferenceResult> result) {
        begun = true;
        write(flight.frame(), result, 1);
    }

    private void write(Frame frame, Supplier<InferenceResult> result, int tries) {
        Optional<FrameTicket> ours =
                tickets.stream().filter(FrameTicket::isLive).findFirst();
        if (ours.isEmpty()) {
            LOG.info(
                    "frame left to the gateway that has its partition now frameId={}",
                    flight.frame().id());
            flight.landed(false);
            return;
        }
        FrameTicket ticket = ours.get();
        crew.workers().execute(() -> {
            CompletableFuture<Boolean> written;
            try {
                written = ticket.settle(ResultEntries.of(crew.ports().topics(), frame, result.get()));
            } catch (RuntimeException e) {
                written = CompletableFuture.failedFuture(e);
            }
            var unused = written.whenComplete((done, failure) -> crew.lane().execute(() -> {
                if (failure != null) {
                    refused(failure, tries);
                } else if (Boolean.TRUE.equals(done)) {
                    written(ticket);
                } else {
                    write(frame, result, tries);
                }
            }));
        });
    }

    /** One result does for all records of the frame. */
    private void written(FrameTicket first) {
        for (FrameTicket ticket : tickets) {
            if (!ticket.equals(first)) {
                var unused = ticket.settle(List.of());
            }
        }
        flight.landed(true);
    }

    private void refused(Throwable failure, int tries) {
        Frame smaller = flight.frame().withImage(Payload.empty());
        String reason = String.valueOf(failure.getMessage());
        LOG.error(
                "result not kept, tried again without image and outputs frameId={} tries={} reason={}",
                smaller.id(),
                tries,
                reason);
        Duration pause = tries == 1 ? Duration.ZERO : TRY_AGAIN_AFTER;
        crew.lane().after(pause, () -> write(smaller, () -> flight.fallback(reason), tries + 1));
    }
}
