package io.hyps.stack.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows under headings, each column as wide as its widest cell. */
public final class Table {
    private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final String INDENT = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    private Table(List<Column> columns) {
        this.columns = columns;
    }

    /** A heading that starts with {@code >} makes a column of numbers, set to the right. */
    public static Table of(String... headings) {
        return new Table(List.of(headings).stream()
                .map(h -> h.startsWith(">") ? new Column(h.substring(1), true) : new Column(h, false))
                .toList());
    }

    /** @throws IllegalArgumentException if there are not as many cells as columns */
    public Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    "a row of " + cells.length + " cells does not fit " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, the heading's dimmed. */
    List<String> render(Screen screen) {
        List<String> headings = columns.stream().map(Column::heading).toList();
        List<String> lines = new ArrayList<>();
        lines.add(screen.dim(line(headings)));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder(INDENT);
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(width(i) - length(cell));
            line.append(columns.get(i).toTheRight() ? padding + cell : cell + padding);
            line.append(i == cells.size() - 1 ? "" : INDENT);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return Math.max(
                length(columns.get(column).heading()),
                rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0));
    }

    /** As shown, without colours. */
    private static int length(String cell) {
        return ESCAPE.matcher(cell).replaceAll("").length();
    }

    private record Column(String heading, boolean toTheRight) {}
}
