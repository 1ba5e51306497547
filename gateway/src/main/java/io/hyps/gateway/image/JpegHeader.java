package io.hyps.gateway.image;

import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.jpeg.JpegSegmentReader;
import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.adobe.AdobeJpegDirectory;
import com.drew.metadata.adobe.AdobeJpegReader;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** Reads what the JDK's reader does not tell of a JPEG (ITU-T T.81, annex B; T.872, 6.5.3). */
final class JpegHeader {
    private static final int FIRST_SEGMENT = 2;
    private static final int COMPONENTS_OFFSET = 9;
    private static final int ADOBE_YCCK = 2;

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

    /** Whether four channels are YCCK, by the marker that Adobe's software writes; else they are CMYK. */
    static boolean isYcck(byte[] jpeg) throws IOException {
        Metadata metadata = new Metadata();
        try {
            Iterable<byte[]> segments = JpegSegmentReader.readSegments(
                            new SequentialByteArrayReader(jpeg), List.of(JpegSegmentType.APPE))
                    .getSegments(JpegSegmentType.APPE);
            new AdobeJpegReader().readJpegSegments(segments, metadata, JpegSegmentType.APPE);
        } catch (JpegProcessingException e) {
            throw new IOException("its segments cannot be read", e);
        }
        AdobeJpegDirectory adobe = metadata.getFirstDirectoryOfType(AdobeJpegDirectory.class);
        return adobe != null && Objects.equals(adobe.getInteger(AdobeJpegDirectory.TAG_COLOR_TRANSFORM), ADOBE_YCCK);
    }

    private static boolean isFrame(int marker) {
        boolean inRange = marker >= 0xC0 && marker <= 0xCF;
        return inRange && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }
}
