package io.hyps.runner.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.frame.FrameId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class JoinerTest {
    private static final JoinLimits ROOMY = new JoinLimits(1000, 1_000_000, 1000);

    @Property(tries = 200)
    void firesEveryAttemptOnceInWhateverOrderItsTensorsArrive(
            @ForAll @IntRange(min = 1, max = 8) int inputs,
            @ForAll @IntRange(min = 1, max = 20) int frames,
            @ForAll @IntRange(min = 1, max = 3) int copies,
            @ForAll Random random) {
        Joiner<String> joiner = new Joiner<>(ROOMY);
        Set<String> wanted = tensors(inputs);
        List<Sent> sent = new ArrayList<>();
        for (int frame = 0; frame < frames; frame++) {
            for (int attempt = 1; attempt <= 2; attempt++) {
                for (String tensor : wanted) {
                    for (int copy = 0; copy < copies; copy++) {
                        sent.add(new Sent(key(frame, attempt), tensor));
                    }
                }
            }
        }
        Collections.shuffle(sent, random);
        Set<JoinKey> fired = new HashSet<>();
        int duplicates = 0;

        for (Sent each : sent) {
            Joiner.Outcome<String> outcome = joiner.offer(each.key(), wanted, piece(each.tensor()));
            if (outcome instanceof Joiner.Outcome.Fired<String> firing) {
                assertThat(firing.inputs()).containsOnlyKeys(wanted);
                assertThat(fired.add(each.key())).isTrue();
            } else if (outcome instanceof Joiner.Outcome.Duplicate<String>) {
                duplicates++;
            }
        }

        assertThat(fired).hasSize(frames * 2);
        assertThat(duplicates).isEqualTo(frames * 2 * inputs * (copies - 1));
        assertThat(joiner.size()).isZero();
        assertThat(joiner.sizeBytes()).isZero();
    }

    @Property(tries = 200)
    void staysWithinItsBoundsAndHandsBackWhatItLetsGo(
            @ForAll @IntRange(min = 1, max = 5) int mostJoins,
            @ForAll @IntRange(min = 10, max = 100) int mostBytes,
            @ForAll @IntRange(min = 1, max = 50) int frames) {
        Joiner<String> joiner = new Joiner<>(new JoinLimits(mostJoins, mostBytes, 10));
        int abandoned = 0;

        for (int frame = 0; frame < frames; frame++) {
            Joiner.Outcome<String> outcome =
                    joiner.offer(key(frame, 1), tensors(2), new Joiner.Piece<>("t0", "item" + frame, 10, 100));
            assertThat(outcome).isInstanceOf(Joiner.Outcome.Waiting.class);
            abandoned += ((Joiner.Outcome.Waiting<String>) outcome).abandoned().size();
            assertThat(joiner.size()).isBetween(1, mostJoins);
            assertThat(joiner.sizeBytes()).isLessThanOrEqualTo(Math.max(mostBytes, 10));
        }

        assertThat(abandoned + joiner.size()).isEqualTo(frames);
    }

    @Example
    void abandonsTheOldestWhenFull() {
        Joiner<String> joiner = new Joiner<>(new JoinLimits(2, 1000, 10));
        joiner.offer(key(0, 1), tensors(2), piece("t0"));
        joiner.offer(key(1, 1), tensors(2), piece("t0"));

        Joiner.Outcome<String> third = joiner.offer(key(2, 1), tensors(2), piece("t0"));

        assertThat(third).isEqualTo(new Joiner.Outcome.Waiting<>(List.of(List.of("item t0"))));
        assertThat(joiner.offer(key(1, 1), tensors(2), piece("t1"))).isInstanceOf(Joiner.Outcome.Fired.class);
    }

    @Example
    void takesAJoinThatIsLargerThanItsLimitOfBytes() {
        Joiner<String> joiner = new Joiner<>(new JoinLimits(2, 10, 10));
        joiner.offer(key(0, 1), tensors(2), new Joiner.Piece<>("t0", "a", 50, 100));

        assertThat(joiner.offer(key(0, 1), tensors(2), new Joiner.Piece<>("t1", "b", 50, 100)))
                .isEqualTo(new Joiner.Outcome.Fired<>(Map.of("t0", "a", "t1", "b")));
    }

    @Example
    void letsGoOfWhatHasExpired() {
        Joiner<String> joiner = new Joiner<>(ROOMY);
        joiner.offer(key(0, 1), tensors(2), new Joiner.Piece<>("t0", "old", 1, 100));
        joiner.offer(key(1, 1), tensors(2), new Joiner.Piece<>("t0", "new", 1, 200));

        assertThat(joiner.expire(99)).isEmpty();
        assertThat(joiner.expire(100)).containsExactly(List.of("old"));
        assertThat(joiner.size()).isEqualTo(1);
    }

    @Example
    void letsGoOfARetiredEpochOnly() {
        Joiner<String> joiner = new Joiner<>(ROOMY);
        joiner.offer(key(0, 1), tensors(2), piece("t0"));

        assertThat(joiner.drop("m", new Epoch(1, 2))).isEmpty();
        assertThat(joiner.drop("m", new Epoch(1, 1))).containsExactly(List.of("item t0"));
        assertThat(joiner.sizeBytes()).isZero();
    }

    @Example
    void remembersOnlySoManyThatHaveFired() {
        Joiner<String> joiner = new Joiner<>(new JoinLimits(10, 1000, 2));
        IntStream.range(0, 3).forEach(frame -> joiner.offer(key(frame, 1), tensors(1), piece("t0")));

        assertThat(joiner.offer(key(2, 1), tensors(1), piece("t0"))).isInstanceOf(Joiner.Outcome.Duplicate.class);
        assertThat(joiner.offer(key(0, 1), tensors(1), piece("t0"))).isInstanceOf(Joiner.Outcome.Fired.class);
    }

    private record Sent(JoinKey key, String tensor) {}

    private static JoinKey key(int frame, int attempt) {
        return new JoinKey("m", new Epoch(1, 1), "p0", new FrameId(new UUID(7, frame)), attempt);
    }

    private static Joiner.Piece<String> piece(String tensor) {
        return new Joiner.Piece<>(tensor, "item " + tensor, 10, 100);
    }

    private static Set<String> tensors(int count) {
        Set<String> names = new HashSet<>();
        IntStream.range(0, count).forEach(i -> names.add("t" + i));
        return names;
    }
}
