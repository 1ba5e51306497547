package io.hyps.stack.background;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.hyps.stack.process.ChildProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process as it was when it was left running.
 *
 * @param startedAt tells it from a later process of the same number; ISO 8601
 */
public record RememberedPart(String name, long pid, String startedAt, String log) {
    /** How much the system's own idea of a process's start may drift. */
    private static final Duration CLOCK_DRIFT = Duration.ofSeconds(2);

    static RememberedPart of(ChildProcess process) {
        return new RememberedPart(
                process.name(),
                process.pid(),
                process.startedAt().toString(),
                process.log().toString());
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isTheSame);
    }

    @JsonIgnore
    public boolean isAlive() {
        return find().isPresent();
    }

    private boolean isTheSame(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Duration.between(Instant.parse(startedAt), start).abs())
                .filter(difference -> difference.compareTo(CLOCK_DRIFT) <= 0)
                .isPresent();
    }
}
