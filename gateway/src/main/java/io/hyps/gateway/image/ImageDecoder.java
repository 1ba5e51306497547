package io.hyps.gateway.image;

import io.hyps.protocol.Payload;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.result.ErrorCode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes with the JDK's own readers, in memory, after the header has been found to be within the limits. */
final class ImageDecoder {
    private static final int LARGEST_SIDE_PIXELS = 16_384;
    private static final int MOST_JPEG_COMPONENTS = 3;

    private final long mostPixels;

    ImageDecoder(long mostPixels) {
        this.mostPixels = mostPixels;
    }

    BufferedImage decode(Payload image, ImageInput wanted) throws ImageRefusedException {
        if (image.isEmpty()) {
            throw new ImageRefusedException(ErrorCode.EMPTY_IMAGE, "the image is empty; send a PNG or JPEG");
        }
        ImageFormat format = ImageFormat.of(image)
                .orElseThrow(() -> undecodable(image.sizeBytes()
                        + " bytes that are neither PNG nor JPEG by their first bytes; send one of these formats"));
        if (format == ImageFormat.JPEG && JpegHeader.components(image.array()).orElse(0) > MOST_JPEG_COMPONENTS) {
            throw undecodable("the JPEG has four channels (CMYK); send a grey or RGB one");
        }
        ImageReader reader =
                ImageIO.getImageReadersByFormatName(format.readerName()).next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(image.array()))) {
            reader.setInput(in, true, true);
            checkSize(format, reader.getWidth(0), reader.getHeight(0), wanted);
            return read(format, reader);
        } catch (IOException | RuntimeException e) {
            throw new ImageRefusedException(ErrorCode.UNDECODABLE_IMAGE, damaged(format, e), e);
        } catch (OutOfMemoryError e) {
            throw new ImageRefusedException(
                    ErrorCode.IMAGE_TOO_LARGE, "the gateway has not the memory to decode the " + format, e);
        } finally {
            reader.dispose();
        }
    }

    private static BufferedImage read(ImageFormat format, ImageReader reader)
            throws IOException, ImageRefusedException {
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(String.valueOf(warning)));
        BufferedImage decoded = reader.read(0);
        for (String warning : warnings) {
            if (warning.contains("Premature") || warning.contains("Corrupt")) {
                throw undecodable("the " + format + " is damaged: " + warning + "; send it whole");
            }
        }
        return decoded;
    }

    private void checkSize(ImageFormat format, int width, int height, ImageInput wanted) throws ImageRefusedException {
        if (width < 1 || height < 1) {
            throw undecodable("the " + format + "'s header says " + width + "×" + height + " pixels");
        }
        if (width > LARGEST_SIDE_PIXELS || height > LARGEST_SIDE_PIXELS || (long) width * height > mostPixels) {
            throw new ImageRefusedException(
                    ErrorCode.IMAGE_TOO_LARGE,
                    "the " + format + " has " + width + "×" + height + " pixels; send at most " + mostPixels
                            + " pixels, and none of its sides above " + LARGEST_SIDE_PIXELS);
        }
        boolean asWanted = width == wanted.width() && height == wanted.height();
        if (wanted.resize() == ImageInput.Resize.NONE && !asWanted) {
            throw new ImageRefusedException(
                    ErrorCode.WRONG_SHAPE,
                    "the " + format + " has " + width + "×" + height + " pixels, the model takes " + wanted.width()
                            + "×" + wanted.height() + "; send that size, or set 'resize: stretch' in the manifest");
        }
    }

    private static String damaged(ImageFormat format, Exception e) {
        String reason = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return "the " + format + " cannot be decoded: " + reason;
    }

    private static ImageRefusedException undecodable(String message) {
        return new ImageRefusedException(ErrorCode.UNDECODABLE_IMAGE, message);
    }
}
