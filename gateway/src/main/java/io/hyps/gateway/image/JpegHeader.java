package io.hyps.gateway.image;

import java.util.OptionalInt;

/** Reads the one thing of a JPEG's header that the JDK's reader does not tell (ITU-T T.81, annex B). */
final class JpegHeader {
    private static final int FIRST_SEGMENT = 2;
    private static final int COMPONENTS_OFFSET = 9;

    private JpegHeader() {}

    /** How many colour components the frame header names; none if there is no frame header. */
    static OptionalInt components(byte[] jpeg) {
        int at = FIRST_SEGMENT;
        while (at + COMPONENTS_OFFSET < jpeg.length && (jpeg[at] & 0xFF) == 0xFF) {
            int marker = jpeg[at + 1] & 0xFF;
            if (marker == 0xFF) {
                at++;
            } else if (isFrame(marker)) {
                return OptionalInt.of(jpeg[at + COMPONENTS_OFFSET] & 0xFF);
            } else {
                at += 2 + (((jpeg[at + 2] & 0xFF) << 8) | (jpeg[at + 3] & 0xFF));
            }
        }
        return OptionalInt.empty();
    }

    private static boolean isFrame(int marker) {
        boolean inRange = marker >= 0xC0 && marker <= 0xCF;
        return inRange && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }
}
