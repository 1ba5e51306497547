package io.hyps.gateway.image;

import io.hyps.protocol.Payload;
import io.hyps.protocol.plan.ImageInput;
import io.hyps.protocol.result.ErrorCode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes in memory, after the header has been found to be within the limits. */
final class ImageDecoder {
    private static final int LARGEST_SIDE_PIXELS = 16_384;
    private static final int CMYK_CHANNELS = 4;

    private final long mostPixels;

    ImageDecoder(long mostPixels) {
        this.mostPixels = mostPixels;
    }

    Picture decode(Payload image, ImageInput wanted) throws ImageRefusedException {
        if (image.isEmpty()) {
            throw new ImageRefusedException(ErrorCode.EMPTY_IMAGE, "the image is empty; send a " + ImageFormat.NAMES);
        }
        ImageFormat format = ImageFormat.of(image)
                .orElseThrow(() -> undecodable(image.sizeBytes() + " bytes that are none of " + ImageFormat.NAMES
                        + " by their first bytes; send one of these formats"));
        try {
            return switch (format) {
                case PNG -> read(format, image, wanted, () -> ExifOrientation.ofPng(image.array()));
                case JPEG -> read(format, image, wanted, () -> ExifOrientation.ofJpeg(image.array()));
                case GIF, BMP -> read(format, image, wanted, () -> Orientation.UPRIGHT);
                case WEBP -> readWebp(image, wanted);
            };
        } catch (IOException | RuntimeException e) {
            throw new ImageRefusedException(ErrorCode.UNDECODABLE_IMAGE, damaged(format, e), e);
        } catch (OutOfMemoryError e) {
            throw new ImageRefusedException(
                    ErrorCode.IMAGE_TOO_LARGE, "the gateway has not the memory to decode the " + format, e);
        }
    }

    private Picture readWebp(Payload image, ImageInput wanted) throws IOException, ImageRefusedException {
        WebpChunks chunks = WebpChunks.read(image.array());
        if (chunks.animated()) {
            throw undecodable("the WebP is animated; send a still one");
        }
        checkLimits(ImageFormat.WEBP, chunks.width(), chunks.height());
        Payload file = chunks.lengthBytes() == image.sizeBytes()
                ? image
                : Payload.of(Arrays.copyOf(image.array(), chunks.lengthBytes()));
        return read(ImageFormat.WEBP, file, wanted, chunks::orientation);
    }

    private Picture read(ImageFormat format, Payload image, ImageInput wanted, Supplier<Orientation> exif)
            throws IOException, ImageRefusedException {
        Orientation orientation = wanted.appliesExif() ? exif.get() : Orientation.UPRIGHT;
        ImageReader reader = format.newReader();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(image.array()))) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            checkLimits(format, width, height);
            boolean swapped = orientation.axesSwapped();
            checkFits(format, swapped ? height : width, swapped ? width : height, wanted);
            return new Picture(pixels(format, image, reader), orientation);
        } finally {
            reader.dispose();
        }
    }

    private static BufferedImage pixels(ImageFormat format, Payload image, ImageReader reader)
            throws IOException, ImageRefusedException {
        ReadWarnings warnings = new ReadWarnings();
        reader.addIIOReadWarningListener(warnings);
        ImageReadParam parameters = reader.getDefaultReadParam();
        if (format == ImageFormat.WEBP) {
            // else the reader converts by the image's colour profile
            parameters.setDestinationType(reader.getRawImageType(0));
        }
        if (format == ImageFormat.BMP && BmpHeader.holdsAnotherImage(reader)) {
            throw undecodable("the BMP holds a JPEG or PNG; send that itself");
        }
        boolean fourInks = format == ImageFormat.JPEG
                && JpegHeader.components(image.array()).orElse(0) == CMYK_CHANNELS;
        BufferedImage decoded = fourInks
                ? CmykPixels.toRgb(reader.readRaster(0, parameters), JpegHeader.isYcck(image.array()))
                : reader.read(0, parameters);
        Optional<String> damage = warnings.ofDamage(format);
        if (damage.isPresent()) {
            throw undecodable("the " + format + " is damaged: " + damage.get() + "; send it whole");
        }
        return decoded;
    }

    private void checkLimits(ImageFormat format, int width, int height) throws ImageRefusedException {
        if (width < 1 || height < 1) {
            throw undecodable("the " + format + "'s header says " + width + "×" + height + " pixels");
        }
        if (width > LARGEST_SIDE_PIXELS || height > LARGEST_SIDE_PIXELS || (long) width * height > mostPixels) {
            throw new ImageRefusedException(
                    ErrorCode.IMAGE_TOO_LARGE,
                    "the " + format + " has " + width + "×" + height + " pixels; send at most " + mostPixels
                            + " pixels, and none of its sides above " + LARGEST_SIDE_PIXELS);
        }
    }

    private static void checkFits(ImageFormat format, int width, int height, ImageInput wanted)
            throws ImageRefusedException {
        boolean asWanted = width == wanted.width() && height == wanted.height();
        if (wanted.resize() == ImageInput.Resize.NONE && !asWanted) {
            throw new ImageRefusedException(
                    ErrorCode.WRONG_SHAPE,
                    "the " + format + " has " + width + "×" + height + " pixels, the model takes " + wanted.width()
                            + "×" + wanted.height()
                            + "; send that size, or set 'resize: stretch', cover or contain in the manifest");
        }
    }

    private static String damaged(ImageFormat format, Exception e) {
        String reason = e instanceof EOFException
                ? "it ends too early"
                : String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return "the " + format + " cannot be decoded: " + reason;
    }

    private static ImageRefusedException undecodable(String message) {
        return new ImageRefusedException(ErrorCode.UNDECODABLE_IMAGE, message);
    }
}
