package io.hyps.runner.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.frame.FrameId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TurnQueueTest {
    private static final Lane FIRST = new Lane(1, 0);
    private static final Lane SECOND = new Lane(1, 1);
    private static final Lane THIRD = new Lane(1, 2);

    private final TurnQueue<String> queue = new TurnQueue<>(16);

    @Test
    void servesPartitionsThatStayLoadedInTheOrderOfArrival() {
        offer(Lane.RESIDENT, "a");
        offer(Lane.RESIDENT, "b");
        queue.offer("c");

        assertThat(all()).containsExactly("a", "b", "c");
    }

    @Test
    void servesAllThatWaitsForAPartitionInOneTurn() {
        offer(FIRST, "a1");
        offer(SECOND, "a2");
        offer(FIRST, "b1");
        offer(SECOND, "b2");

        assertThat(all()).containsExactly("a1", "b1", "a2", "b2");
    }

    @Test
    void endsATurnWithWhatWaitedAtItsBeginning() {
        offer(FIRST, "a1");
        offer(SECOND, "a2");

        assertThat(queue.poll(0)).contains("a1");
        offer(FIRST, "b1");

        assertThat(all()).containsExactly("a2", "b1");
    }

    @Test
    void goesOnRoundAfterTheLastPartition() {
        offer(THIRD, "a3");
        assertThat(queue.poll(0)).contains("a3");
        offer(SECOND, "b2");
        offer(FIRST, "c1");

        assertThat(all()).containsExactly("c1", "b2");
    }

    @Test
    void alternatesTurnsWithPartitionsThatStayLoaded() {
        offer(FIRST, "a1");
        offer(FIRST, "b1");
        offer(Lane.RESIDENT, "x");
        offer(Lane.RESIDENT, "y");
        offer(Lane.RESIDENT, "z");

        assertThat(all()).containsExactly("x", "a1", "y", "b1", "z");
    }

    @Test
    void waitsInATurnForWhatIsOnItsWay() {
        offer(FIRST, "a1");
        assertThat(queue.poll(0)).contains("a1");
        JoinKey onItsWay = key();
        queue.expect(SECOND, onItsWay, 100);
        offer(FIRST, "b1");

        assertThat(queue.upcoming()).contains(SECOND);
        assertThat(queue.poll(50)).isEmpty();
        queue.offer(SECOND, onItsWay, "a2");

        assertThat(all()).containsExactly("a2", "b1");
    }

    @Test
    void waitsNoLongerThanTheDeadline() {
        offer(FIRST, "a1");
        assertThat(queue.poll(0)).contains("a1");
        queue.expect(SECOND, key(), 100);
        offer(FIRST, "b1");

        assertThat(queue.poll(99)).isEmpty();
        assertThat(queue.nextDeadlineNanos()).hasValue(100);
        assertThat(queue.poll(100)).contains("b1");
    }

    @Test
    void servesPartitionsThatStayLoadedWhileATurnWaits() {
        queue.expect(FIRST, key(), 100);
        offer(Lane.RESIDENT, "x");
        offer(Lane.RESIDENT, "y");

        assertThat(queue.poll(0)).contains("x");
        assertThat(queue.poll(0)).contains("y");
        assertThat(queue.poll(0)).isEmpty();
    }

    @Test
    void takesNoMoreThanItsCapacity() {
        TurnQueue<String> small = new TurnQueue<>(2);

        assertThat(small.offer(FIRST, key(), "a")).isTrue();
        assertThat(small.offer("b")).isTrue();
        assertThat(small.offer(SECOND, key(), "c")).isFalse();
        assertThat(small.offer("d")).isFalse();
    }

    @Test
    void tellsWhenAllBeforeANumberIsServed() {
        offer(SECOND, "a2");
        long number = queue.arrivals();
        offer(FIRST, "b1");

        assertThat(queue.isServedUpTo(number)).isFalse();
        assertThat(queue.poll(0)).contains("b1");
        assertThat(queue.isServedUpTo(number)).isFalse();
        assertThat(queue.poll(0)).contains("a2");
        assertThat(queue.isServedUpTo(number)).isTrue();
    }

    @Property
    void servesEveryPieceOnceWithinARoundOfTurns(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 5) Integer> lanes) {
        TurnQueue<Integer> fair = new TurnQueue<>(lanes.size());
        for (int i = 0; i < lanes.size(); i++) {
            fair.offer(lanes.get(i) == 0 ? Lane.RESIDENT : new Lane(1, lanes.get(i)), key(), i);
        }
        List<Integer> served = new ArrayList<>();
        for (Optional<Integer> next = fair.poll(0); next.isPresent(); next = fair.poll(0)) {
            served.add(next.get());
        }

        assertThat(served).hasSameSizeAs(lanes).doesNotHaveDuplicates();
        List<Integer> turns =
                served.stream().map(lanes::get).filter(lane -> lane != 0).toList();
        assertThat(turns).isSorted();
        assertThat(fair.size()).isZero();
    }

    private void offer(Lane lane, String item) {
        assertThat(queue.offer(lane, key(), item)).isTrue();
    }

    private static JoinKey key() {
        return new JoinKey("m", new Epoch(1, 1), "p", FrameId.create(), 1);
    }

    private List<String> all() {
        List<String> served = new ArrayList<>();
        for (Optional<String> next = queue.poll(0); next.isPresent(); next = queue.poll(0)) {
            served.add(next.get());
        }
        return served;
    }
}
