package io.hyps.runner.turns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private static final long BLOCK = Layout.BLOCK_BYTES;

    @Test
    void givesEachARegionWhereAllFit() {
        Layout layout = Layout.of(List.of(BLOCK, 1L, 2 * BLOCK), 4 * BLOCK).orElseThrow();

        assertThat(layout.bytes()).isEqualTo(4 * BLOCK);
        assertThat(overlaps(layout)).isEmpty();
    }

    @Test
    void hasTwoShareByTurnsWhatIsLeftBesideThoseThatStay() {
        Layout layout = Layout.of(List.of(3 * BLOCK, 2 * BLOCK, 3 * BLOCK, 3 * BLOCK, 3 * BLOCK), 8 * BLOCK)
                .orElseThrow();

        assertThat(overlaps(layout)).containsExactly("0-3", "2-4");
    }

    @Test
    void hasAllShareOneWhereThereIsNoRoomForTwo() {
        Layout layout = Layout.of(List.of(3 * BLOCK, 2 * BLOCK), 4 * BLOCK).orElseThrow();

        assertThat(layout.bytes()).isEqualTo(3 * BLOCK);
        assertThat(overlaps(layout)).containsExactly("0-1");
    }

    @Test
    void isNoneWhereTheLargestDoesNotFit() {
        assertThat(Layout.of(List.of(1L, BLOCK + 1), BLOCK)).isEmpty();
    }

    @Property(tries = 300)
    void staysWithinTheRoomAndNeverPutsOneInTheWayOfTheNext(
            @ForAll @Size(min = 3, max = 12) List<@IntRange(max = 20) Integer> blocks,
            @ForAll @IntRange(min = 1, max = 80) int room) {
        List<Long> sizes = blocks.stream().map(b -> b * BLOCK).toList();
        long largest = sizes.stream().mapToLong(Long::longValue).max().orElseThrow();

        Optional<Layout> layout = Layout.of(sizes, room * BLOCK);

        assertThat(layout.isPresent()).isEqualTo(largest <= room * BLOCK);
        layout.ifPresent(found -> {
            assertThat(found.bytes()).isLessThanOrEqualTo(room * BLOCK);
            assertThat(found.regions()).allMatch(r -> r.offset() >= 0 && r.offset() + r.bytes() <= found.bytes());
            assertThat(found.regions().stream().map(Region::bytes)).isEqualTo(sizes);
            if (room * BLOCK >= 2 * largest) {
                for (int i = 1; i < sizes.size(); i++) {
                    assertThat(found.regions().get(i).overlaps(found.regions().get(i - 1)))
                            .isFalse();
                }
            }
        });
    }

    private static List<String> overlaps(Layout layout) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < layout.regions().size(); i++) {
            for (int j = i + 1; j < layout.regions().size(); j++) {
                if (layout.regions().get(i).overlaps(layout.regions().get(j))) {
                    pairs.add(i + "-" + j);
                }
            }
        }
        return pairs;
    }
}
