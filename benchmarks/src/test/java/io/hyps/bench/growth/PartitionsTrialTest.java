package io.hyps.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionsTrialTest {
    @ParameterizedTest
    @CsvSource({"1, 602112, 2", "16, 1048576, 32", "16, 3211264, 10", "8, 33554432, 1", "8, 100000000, 1"})
    void sendsNoMoreFramesAtOnceThanARunnerCanHold(int partitions, long mostInputBytes, int underWay) {
        assertThat(PartitionsTrial.underWay(partitions, mostInputBytes)).isEqualTo(underWay);
    }
}
