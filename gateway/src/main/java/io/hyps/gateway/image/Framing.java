package io.hyps.gateway.image;

import io.hyps.protocol.plan.ImageInput;

/**
 * Which part of an image is drawn along one axis, how large, and where in the tensor.
 *
 * @param from where in the image the drawn part begins, in pixels
 * @param length of that part, in pixels of the image
 * @param drawn how many pixels it becomes
 * @param start where the first of them stands in the tensor; below zero if it is cropped off
 * @param firstKept the first of them that the crop keeps
 * @param endKept the one after the last that the crop keeps
 */
record Framing(double from, double length, int drawn, int start, int firstKept, int endKept) {
    /** Of the columns, for an upright image of that size. */
    static Framing across(ImageInput input, int width, int height) {
        ImageInput.Crop crop = input.kept();
        return of(
                input.resize(),
                new Sides(width, height),
                new Sides(input.width(), input.height()),
                new Kept(
                        crop.leftOf(input.width()),
                        crop.width(),
                        input.padding().left()));
    }

    /** Of the rows, for an upright image of that size. */
    static Framing down(ImageInput input, int width, int height) {
        ImageInput.Crop crop = input.kept();
        return of(
                input.resize(),
                new Sides(height, width),
                new Sides(input.height(), input.width()),
                new Kept(
                        crop.topOf(input.height()),
                        crop.height(),
                        input.padding().top()));
    }

    private static Framing of(ImageInput.Resize resize, Sides image, Sides wanted, Kept kept) {
        double covered = resize == ImageInput.Resize.COVER
                ? Math.min(image.along(), (double) wanted.along() / wanted.other() * image.other())
                : image.along();
        int drawn = resize == ImageInput.Resize.CONTAIN ? contained(image, wanted) : wanted.along();
        int bar = (wanted.along() - drawn) / 2;
        return new Framing(
                (image.along() - covered) / 2,
                covered,
                drawn,
                kept.padding() + bar - kept.start(),
                Math.max(0, kept.start() - bar),
                Math.min(drawn, kept.start() + kept.length() - bar));
    }

    /** At least one pixel, however long and thin the image. */
    private static int contained(Sides image, Sides wanted) {
        double fitting = (double) image.along() / image.other() * wanted.other();
        return (int) Math.max(1, Math.min(wanted.along(), Math.rint(fitting)));
    }

    /** The side along the axis and the other. */
    private record Sides(int along, int other) {}

    /** The crop along the axis, and the padding before it. */
    private record Kept(int start, int length, int padding) {}
}
