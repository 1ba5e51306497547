package io.hyps.planner.rewrite;

import io.hyps.protocol.ForeignText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One layer, or a block of layers, to be made into several parallel ones. Its text is what {@code --split} takes. */
public sealed interface Split {
    /** More ways than any plan has use for; bounds what a command line can ask. */
    int MOST_WAYS = 4096;

    /** The name of the model's node where it begins. */
    String first();

    /** The name of the model's node where it ends; may be the same. */
    String last();

    /** How many shares or tiles. */
    int ways();

    /** {@code channel} or {@code tile}. */
    String kind();

    /** {@code NODE}, or {@code FIRST..LAST}. */
    default String nodes() {
        return first().equals(last()) ? first() : first() + ".." + last();
    }

    /**
     * The output channels of a layer shared out. Where {@code last} is another layer, its input channels are shared out
     * alike, so that only partial sums leave the branches.
     */
    record Channel(String first, String last, int ways) implements Split {
        public Channel {
            requireWays(ways);
        }

        /** Output channels only. */
        public static Channel of(String node, int ways) {
            return new Channel(node, node, ways);
        }

        @Override
        public String kind() {
            return "channel";
        }

        @Override
        public String toString() {
            return nodes() + "=channel:" + ways;
        }
    }

    /** The output of a block of layers made in rows × columns tiles, each from the part of the input that it needs. */
    record Tile(String first, String last, int rows, int columns) implements Split {
        public Tile {
            if (rows < 1 || columns < 1) {
                throw new IllegalArgumentException("a grid of " + rows + "x" + columns + " tiles: use at least 1x2");
            }
            requireWays((long) rows * columns);
        }

        @Override
        public int ways() {
            return rows * columns;
        }

        @Override
        public String kind() {
            return "tile";
        }

        @Override
        public String toString() {
            return nodes() + "=tile:" + rows + "x" + columns;
        }
    }

    /**
     * Reads {@code NODE=channel:4}, {@code FIRST..LAST=channel:4} or {@code FIRST..LAST=tile:2x2}. Names may hold equals
     * signs; one that holds two dots cannot be given.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    static Split parse(String text) {
        Matcher matcher = Syntax.SPLIT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("the split '" + ForeignText.printable(text)
                    + "' is not understood: write NODE=channel:4, FIRST..LAST=channel:4 or FIRST..LAST=tile:2x2");
        }
        String first = matcher.group("first");
        String last = matcher.group("last") == null ? first : matcher.group("last");
        try {
            return matcher.group("ways") != null
                    ? new Channel(first, last, Integer.parseInt(matcher.group("ways")))
                    : new Tile(
                            first,
                            last,
                            Integer.parseInt(matcher.group("rows")),
                            Integer.parseInt(matcher.group("columns")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the split '" + ForeignText.printable(text) + "' cannot be: " + e.getMessage(), e);
        }
    }

    private static void requireWays(long ways) {
        if (ways < 2 || ways > MOST_WAYS) {
            throw new IllegalArgumentException(ways + " ways: use 2 to " + MOST_WAYS);
        }
    }

    /** How a split is written. */
    final class Syntax {
        private static final Pattern SPLIT = Pattern.compile(
                "(?<first>.+?)(\\.\\.(?<last>.+))?=(channel:(?<ways>[0-9]{1,9})|tile:(?<rows>[0-9]{1,9})x(?<columns>[0-9]{1,9}))");

        private Syntax() {}
    }
}
