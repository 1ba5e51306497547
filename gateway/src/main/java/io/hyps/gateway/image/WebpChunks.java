package io.hyps.gateway.image;

import com.drew.imaging.riff.RiffHandler;
import com.drew.imaging.riff.RiffProcessingException;
import com.drew.imaging.riff.RiffReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.webp.WebpDirectory;
import com.drew.metadata.webp.WebpRiffHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a WebP file's chunks say before anything is decoded. The canvas and the picture in it name their sizes apart, and
 * the reader makes room for both, so they must be the same.
 *
 * @param lengthBytes of the file; what follows is none of it
 * @param width in pixels
 * @param height in pixels
 * @param animated whether it holds more than one picture
 */
record WebpChunks(int lengthBytes, int width, int height, boolean animated, Orientation orientation) {
    private static final int SIZE_OFFSET = 4;
    private static final int RIFF_HEADER_BYTES = 8;

    /** @throws IOException if it is no whole WebP file, or its chunks contradict one another */
    static WebpChunks read(byte[] bytes) throws IOException {
        long named = Integer.toUnsignedLong(
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(SIZE_OFFSET))
                + RIFF_HEADER_BYTES;
        if (named > bytes.length) {
            throw new IOException("it has " + bytes.length + " bytes, its header says " + named);
        }
        byte[] file = named == bytes.length ? bytes : Arrays.copyOf(bytes, (int) named);
        Collector collector = new Collector();
        try {
            new RiffReader().processRiff(new SequentialByteArrayReader(file), collector);
            return collector.chunks(file.length);
        } catch (RiffProcessingException | MetadataException e) {
            throw new IOException("its chunks cannot be read", e);
        }
    }

    private record Size(int width, int height) {}

    private static final class Collector implements RiffHandler {
        /** The canvas and the picture in it. */
        private static final int MOST_SIZED = 2;

        private final Metadata metadata = new Metadata();
        private final WebpRiffHandler sizes = new WebpRiffHandler(metadata);
        private Optional<Orientation> orientation = Optional.empty();
        private int sizedChunks;
        private boolean broken;

        @Override
        public boolean shouldAcceptRiffIdentifier(String identifier) {
            return sizes.shouldAcceptRiffIdentifier(identifier);
        }

        @Override
        public boolean shouldAcceptChunk(String fourCc) {
            return isSized(fourCc) || fourCc.equals(WebpDirectory.CHUNK_EXIF);
        }

        @Override
        public boolean shouldAcceptList(String fourCc) {
            broken = true;
            return false;
        }

        @Override
        public void processChunk(String fourCc, byte[] payload) {
            if (!isSized(fourCc)) {
                orientation = orientation.or(() -> Optional.of(ExifOrientation.of(payload)));
            } else if (sizedChunks < MOST_SIZED) {
                sizedChunks++;
                sizes.processChunk(fourCc, payload);
            } else {
                broken = true;
            }
        }

        @Override
        public void addError(String message) {
            broken = true;
        }

        WebpChunks chunks(int lengthBytes) throws IOException, MetadataException {
            Set<Size> named = new LinkedHashSet<>();
            int folders = 0;
            boolean animated = false;
            for (WebpDirectory folder : metadata.getDirectoriesOfType(WebpDirectory.class)) {
                folders++;
                named.add(new Size(
                        folder.getInt(WebpDirectory.TAG_IMAGE_WIDTH), folder.getInt(WebpDirectory.TAG_IMAGE_HEIGHT)));
                animated |= Boolean.TRUE.equals(folder.getBooleanObject(WebpDirectory.TAG_IS_ANIMATION));
            }
            if (broken || folders != sizedChunks || named.size() != 1) {
                throw new IOException("its chunks are damaged or contradict one another: sizes " + named);
            }
            Size size = named.iterator().next();
            return new WebpChunks(
                    lengthBytes, size.width(), size.height(), animated, orientation.orElse(Orientation.UPRIGHT));
        }

        private static boolean isSized(String fourCc) {
            return fourCc.equals(WebpDirectory.CHUNK_VP8X)
                    || fourCc.equals(WebpDirectory.CHUNK_VP8L)
                    || fourCc.equals(WebpDirectory.CHUNK_VP8);
        }
    }
}
