package io.hyps.gateway.image;

import io.hyps.protocol.plan.ImageInput.Color;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * An image's rows as values 0..255 in the wanted channels, upright, read from the raster as it was stored: no gamma, no
 * colour profile. Eight-bit images stay whole numbers; sixteen-bit ones keep their fraction. Alpha is laid over black. Grey of
 * colours is the luma of ITU-R BT.601, rounded for eight-bit images as Pillow's mode "L" does.
 */
final class PixelRows {
    private final Raster raster;
    private final ColorModel colors;
    private final Color wanted;
    private final Orientation orientation;
    private final boolean eightBit;
    private final int[] stored;

    PixelRows(Picture picture, Color wanted) {
        this.raster = picture.pixels().getRaster();
        this.colors = picture.pixels().getColorModel();
        this.orientation = picture.orientation();
        this.wanted = wanted;
        this.eightBit = colors instanceof IndexColorModel || colors.getComponentSize(0) <= 8;
        this.stored = new int[width() * raster.getNumBands()];
    }

    int width() {
        return orientation.axesSwapped() ? raster.getHeight() : raster.getWidth();
    }

    int height() {
        return orientation.axesSwapped() ? raster.getWidth() : raster.getHeight();
    }

    /** Reads a row into {@code target}: all of the first channel, then all of the next. */
    void read(int row, float[] target) {
        int line = orientation.line(row, height());
        if (orientation.axesSwapped()) {
            raster.getPixels(line, 0, 1, width(), stored);
        } else {
            raster.getPixels(0, line, width(), 1, stored);
        }
        for (int x = 0; x < width(); x++) {
            int from = orientation.pixel(x, width());
            if (colors instanceof IndexColorModel palette) {
                int argb = palette.getRGB(stored[from]);
                put(target, x, argb >> 16 & 0xFF, argb >> 8 & 0xFF, argb & 0xFF, argb >>> 24);
            } else {
                putComponents(target, x, from * raster.getNumBands());
            }
        }
    }

    private void putComponents(float[] target, int x, int at) {
        int bands = raster.getNumBands();
        double alpha = colors.hasAlpha() ? value(at + bands - 1, bands - 1) : 255;
        if (colors.getNumColorComponents() == 1) {
            double grey = value(at, 0);
            put(target, x, grey, grey, grey, alpha);
        } else {
            put(target, x, value(at, 0), value(at + 1, 1), value(at + 2, 2), alpha);
        }
    }

    private double value(int at, int band) {
        int most = (1 << colors.getComponentSize(band)) - 1;
        return stored[at] * 255.0 / most;
    }

    private void put(float[] target, int x, double red, double green, double blue, double alpha) {
        double r = step(red * alpha / 255);
        double g = step(green * alpha / 255);
        double b = step(blue * alpha / 255);
        int width = width();
        switch (wanted) {
            case GREY -> target[x] = (float) step((19_595 * r + 38_470 * g + 7_471 * b) / 65_536);
            case RGB -> {
                target[x] = (float) r;
                target[width + x] = (float) g;
                target[2 * width + x] = (float) b;
            }
            case BGR -> {
                target[x] = (float) b;
                target[width + x] = (float) g;
                target[2 * width + x] = (float) r;
            }
        }
    }

    private double step(double value) {
        return eightBit ? Math.floor(value + 0.5) : value;
    }
}
