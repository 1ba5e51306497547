package io.hyps.bench.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

final class OptimalityTest {
    @Property(tries = 60)
    void findsWhatBruteForceFindsWhereItClaimsTo(@ForAll @LongRange(min = 0, max = 1_000_000_000) long seed) {
        assertThat(Comparison.of(Instance.random(seed))).allMatch(Comparison::holds);
    }

    @Property(tries = 20)
    void isNoFartherFromTheBestOfAllSplitsThanItSays(@ForAll @LongRange(min = 0, max = 1_000_000_000) long seed) {
        assertThat(SplitComparison.of(SplitInstance.random(seed))).allMatch(Comparison::holdsWhereFound);
    }

    @Example
    void findsTheOneSplitThatMakesItFitThoughItIsAnOddOne() {
        assertThat(List.of(396L, 615L)).allSatisfy(seed -> assertThat(SplitComparison.of(SplitInstance.random(seed)))
                .allMatch(comparison -> Double.isFinite(comparison.found())));
    }
}
