package io.hyps.planner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows in columns as wide as their longest cell; numbers to the right. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... header) {
        rows.add(List.of(header));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        int columns = rows.get(0).size();
        int[] widths = IntStream.range(0, columns)
                .map(c -> rows.stream().mapToInt(r -> r.get(c).length()).max().orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder(" ");
        for (int column = 0; column < widths.length; column++) {
            String alignment = isNumber(column) ? "" : "-";
            line.append(
                    String.format(Locale.ROOT, " %" + alignment + Math.max(1, widths[column]) + "s ", row.get(column)));
        }
        return line.toString().stripTrailing() + System.lineSeparator();
    }

    private boolean isNumber(int column) {
        return rows.size() > 1 && rows.get(1).get(column).matches("[0-9.]+( [A-Za-z]+)?");
    }
}
