package io.hyps.gateway.image;

/**
 * How an image must be turned to stand upright, by the value of EXIF's tag Orientation (JEITA CP-3451, 4.6.4): first the
 * axes change places or not, then the lines and the pixels within them may run backwards.
 */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, false, true),
    HALF_TURN(false, true, true),
    FLIPPED(false, true, false),
    TRANSPOSED(true, false, false),
    QUARTER_TURN_RIGHT(true, false, true),
    TRANSVERSE(true, true, true),
    QUARTER_TURN_LEFT(true, true, false);

    private final boolean axesSwapped;
    private final boolean linesReversed;
    private final boolean pixelsReversed;

    Orientation(boolean axesSwapped, boolean linesReversed, boolean pixelsReversed) {
        this.axesSwapped = axesSwapped;
        this.linesReversed = linesReversed;
        this.pixelsReversed = pixelsReversed;
    }

    /** @param value 1 to 8; of any other the image counts as upright */
    static Orientation ofExif(int value) {
        return value < 1 || value > values().length ? UPRIGHT : values()[value - 1];
    }

    /** Whether the upright image's lines are columns as it is stored. */
    boolean axesSwapped() {
        return axesSwapped;
    }

    /** The stored line, or column if the axes are swapped, that is the upright image's line. */
    int line(int line, int lines) {
        return linesReversed ? lines - 1 - line : line;
    }

    /** The stored place along the line that is the upright image's. */
    int pixel(int pixel, int pixels) {
        return pixelsReversed ? pixels - 1 - pixel : pixel;
    }
}
