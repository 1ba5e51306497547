package io.hyps.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class CompletedOffsetsTest {
    @Test
    void readsBackWhatItWrote() {
        CompletedOffsets completed = new CompletedOffsets(1000, new TreeSet<>(List.of(1001L, 1007L, 1300L)));

        OffsetAndMetadata committed = completed.encode();

        assertThat(committed.offset()).isEqualTo(1000);
        assertThat(CompletedOffsets.decode(committed)).isEqualTo(completed);
    }

    @Test
    void needsNoMetadataIfNothingIsDoneBeyond() {
        assertThat(CompletedOffsets.none(5).encode()).isEqualTo(new OffsetAndMetadata(5));
    }

    @Test
    void fitsKafkasMetadataAtItsWidest() {
        TreeSet<Long> everyOther =
                LongStream.range(1, CompletedOffsets.WIDEST).boxed().collect(Collectors.toCollection(TreeSet::new));

        assertThat(new CompletedOffsets(0, everyOther).encode().metadata()).hasSizeLessThan(4096);
    }

    @Test
    void refusesWhatWouldNotFit() {
        CompletedOffsets completed = new CompletedOffsets(0, new TreeSet<>(List.of((long) CompletedOffsets.WIDEST)));

        assertThatIllegalStateException().isThrownBy(completed::encode).withMessageContaining("too far");
    }

    @Test
    void takesForeignAndDamagedMetadataForNone() {
        assertThat(CompletedOffsets.decode(new OffsetAndMetadata(3, "reset by hand")))
                .isEqualTo(CompletedOffsets.none(3));
        assertThat(CompletedOffsets.decode(new OffsetAndMetadata(3, "v1:?!"))).isEqualTo(CompletedOffsets.none(3));
    }
}
