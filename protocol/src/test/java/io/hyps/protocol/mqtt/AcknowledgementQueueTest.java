package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AcknowledgementQueueTest {
    private final List<Integer> sent = new ArrayList<>();
    private final AcknowledgementQueue queue = new AcknowledgementQueue(sent::add);

    @Property
    void sendsInTheOrderOfArrivalWhateverTheOrderOfSettling(@ForAll("orders") List<Integer> order) {
        sent.clear();
        List<AcknowledgementQueue.Entry> entries = IntStream.rangeClosed(1, order.size())
                .mapToObj(i -> queue.arrived(i, 1))
                .toList();

        order.forEach(i -> entries.get(i).settle());

        assertThat(sent)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, order.size()).boxed().toList());
        assertThat(queue.size()).isZero();
    }

    @Example
    void holdsBackWhatCameAfterAnUnsettledOne() {
        AcknowledgementQueue.Entry first = queue.arrived(1, 1);
        queue.arrived(2, 1).settle();
        assertThat(sent).isEmpty();

        first.settle();

        assertThat(sent).containsExactly(1, 2);
    }

    @Example
    void waitsForNoMessageThatHasNoAcknowledgement() {
        AcknowledgementQueue.Entry without = queue.arrived(AcknowledgementQueue.NO_PACKET_ID, 1);
        queue.arrived(7, 1).settle();
        without.settle();

        assertThat(sent).containsExactly(7);
        assertThat(queue.size()).isZero();
    }

    @Example
    void waitsForEveryHandler() {
        AcknowledgementQueue.Entry entry = queue.arrived(1, 2);
        entry.settle();
        assertThat(sent).isEmpty();

        entry.settle();

        assertThat(sent).containsExactly(1);
    }

    @Example
    void sendsNothingOnceClosed() {
        AcknowledgementQueue.Entry before = queue.arrived(1, 1);
        queue.close();

        before.settle();
        queue.arrived(2, 1).settle();

        assertThat(sent).isEmpty();
        assertThat(queue.size()).isZero();
    }

    @Provide
    Arbitrary<List<Integer>> orders() {
        return Arbitraries.integers()
                .between(1, 40)
                .flatMap(n -> Arbitraries.shuffle(IntStream.range(0, n).boxed().toList()));
    }
}
