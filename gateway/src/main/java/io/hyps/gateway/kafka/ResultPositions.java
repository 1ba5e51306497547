package io.hyps.gateway.kafka;

import io.hyps.protocol.ForeignText;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a reader of hyps.results stands: the next offset in each partition. As text {@code 0-17.1-4}, for partition 0 from
 * offset 17 and partition 1 from offset 4.
 */
public record ResultPositions(SortedMap<Integer, Long> nextOffsets) {
    private static final int LONGEST_TEXT = 4096;
    private static final Pattern PLACE = Pattern.compile("[0-9]{1,6}-[0-9]{1,18}");

    public ResultPositions {
        nextOffsets = Collections.unmodifiableSortedMap(new TreeMap<>(nextOffsets));
    }

    /** @throws IllegalArgumentException if the text is not what {@link #toString} gives, or names a partition twice */
    public static ResultPositions parse(String text) {
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        for (String place : text.split("\\.", -1)) {
            if (text.length() > LONGEST_TEXT || !PLACE.matcher(place).matches()) {
                throw new IllegalArgumentException(
                        "'" + ForeignText.printable(text) + "' is no position in the results: use the id of an event");
            }
            int hyphen = place.indexOf('-');
            int partition = Integer.parseInt(place.substring(0, hyphen));
            if (offsets.put(partition, Long.parseLong(place.substring(hyphen + 1))) != null) {
                throw new IllegalArgumentException(
                        "'" + ForeignText.printable(text) + "' names partition " + partition + " twice");
            }
        }
        return new ResultPositions(offsets);
    }

    @Override
    public String toString() {
        return nextOffsets.entrySet().stream()
                .map((Map.Entry<Integer, Long> place) -> place.getKey() + "-" + place.getValue())
                .collect(Collectors.joining("."));
    }
}
