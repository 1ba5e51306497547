package io.hyps.gateway.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptRowsTest {
    private final List<Integer> read = new ArrayList<>();

    @Test
    void readsARowOnceThatTwoRowsOfTheTargetShare() {
        KeptRows rows = rows(4, 10);

        for (int from : new int[] {0, 2, 4}) {
            for (int row = from; row < from + 4; row++) {
                assertThat(rows.row(row)).containsOnly(row);
            }
        }

        assertThat(read).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void keepsNoMoreThanAMebiValueAndReadsTheRestAgain() {
        KeptRows rows = rows(1000, 1 << 20);

        assertThat(rows.row(1)).containsOnly(1);
        assertThat(rows.row(2)).containsOnly(2);
        assertThat(rows.row(1)).containsOnly(1);

        assertThat(read).containsExactly(1, 2, 1);
    }

    private KeptRows rows(int wanted, int values) {
        return new KeptRows(
                (number, target) -> {
                    read.add(number);
                    Arrays.fill(target, number);
                },
                wanted,
                values);
    }
}
