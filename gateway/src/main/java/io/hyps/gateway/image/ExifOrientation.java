package io.hyps.gateway.image;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegSegmentReader;
import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.RandomAccessReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.tiff.DirectoryTiffHandler;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the orientation out of an image's EXIF data and passes over all else in it: one image can hold thousands of tags
 * that each claim all of its bytes. Data that cannot be read, or are more than a JPEG can hold, count as none.
 */
final class ExifOrientation {
    private static final int PREAMBLE_BYTES = ExifReader.JPEG_SEGMENT_PREAMBLE.length();
    private static final int MOST_BYTES = 0xFFFF;

    private ExifOrientation() {}

    static Orientation ofJpeg(byte[] jpeg) {
        try {
            Iterable<byte[]> segments = JpegSegmentReader.readSegments(
                            new SequentialByteArrayReader(jpeg), List.of(JpegSegmentType.APP1))
                    .getSegments(JpegSegmentType.APP1);
            for (byte[] segment : segments) {
                if (ExifReader.startsWithJpegExifPreamble(segment)) {
                    return of(segment);
                }
            }
        } catch (ImageProcessingException | IOException e) {
            return Orientation.UPRIGHT;
        }
        return Orientation.UPRIGHT;
    }

    static Orientation ofPng(byte[] png) {
        try {
            for (PngChunk chunk :
                    new PngChunkReader().extract(new SequentialByteArrayReader(png), Set.of(PngChunkType.eXIf))) {
                return of(chunk.getBytes());
            }
        } catch (ImageProcessingException | IOException e) {
            return Orientation.UPRIGHT;
        }
        return Orientation.UPRIGHT;
    }

    /** @param exif a TIFF file's bytes, behind "Exif" and two zeros or not */
    static Orientation of(byte[] exif) {
        if (exif.length > MOST_BYTES) {
            return Orientation.UPRIGHT;
        }
        Metadata metadata = new Metadata();
        int start = ExifReader.startsWithJpegExifPreamble(exif) ? PREAMBLE_BYTES : 0;
        try {
            new TiffReader().processTiff(new ByteArrayReader(exif), new FirstFolder(metadata), start);
        } catch (ImageProcessingException | IOException e) {
            return Orientation.UPRIGHT;
        }
        return Optional.ofNullable(metadata.getFirstDirectoryOfType(ExifIFD0Directory.class))
                .map(folder -> folder.getInteger(ExifIFD0Directory.TAG_ORIENTATION))
                .map(Orientation::ofExif)
                .orElse(Orientation.UPRIGHT);
    }

    /** Takes the one tag of the first folder, enters no other. */
    private static final class FirstFolder extends DirectoryTiffHandler {
        FirstFolder(Metadata metadata) {
            super(metadata, null);
        }

        @Override
        public void setTiffMarker(int marker) {
            pushDirectory(ExifIFD0Directory.class);
        }

        @Override
        public boolean tryEnterSubIfd(int tag) {
            return false;
        }

        @Override
        public boolean hasFollowerIfd() {
            return false;
        }

        @Override
        public @Nullable Long tryCustomProcessFormat(int tag, int format, long components) {
            return null;
        }

        @Override
        public boolean customProcessTag(
                int offset, Set<Integer> seen, int header, RandomAccessReader reader, int tag, int bytes) {
            return tag != ExifIFD0Directory.TAG_ORIENTATION || bytes > Integer.BYTES;
        }
    }
}
