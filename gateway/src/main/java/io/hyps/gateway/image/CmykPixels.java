package io.hyps.gateway.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/**
 * Makes RGB of a JPEG's four channels, as they are stored: inverted, as Adobe writes them and all else took over. No
 * colour profile: red is what cyan and black leave of the light, as Pillow's conversion has it.
 */
final class CmykPixels {
    private static final int BANDS = 4;

    private CmykPixels() {}

    /** @param ycck whether the first three channels are luma and chroma (JFIF's YCbCr) in place of the inks */
    static BufferedImage toRgb(Raster stored, boolean ycck) {
        int width = stored.getWidth();
        int height = stored.getHeight();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        int[] row = new int[width * BANDS];
        int[] colors = new int[width * (BANDS - 1)];
        for (int y = 0; y < height; y++) {
            stored.getPixels(stored.getMinX(), stored.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int from = x * BANDS;
                if (ycck) {
                    toInks(row, from);
                }
                int light = row[from + BANDS - 1];
                for (int c = 0; c < BANDS - 1; c++) {
                    int ink = 255 - row[from + c];
                    colors[x * (BANDS - 1) + c] = light - (ink * light + 127) / 255;
                }
            }
            image.getRaster().setPixels(0, y, width, 1, colors);
        }
        return image;
    }

    /** ITU-T T.871, 7: the RGB of it is what the inks leave, so their inverse once more. */
    private static void toInks(int[] row, int at) {
        double luma = row[at];
        double blue = row[at + 1] - 128;
        double red = row[at + 2] - 128;
        row[at] = 255 - level(luma + 1.402 * red);
        row[at + 1] = 255 - level(luma - 0.344136 * blue - 0.714136 * red);
        row[at + 2] = 255 - level(luma + 1.772 * blue);
    }

    private static int level(double value) {
        return (int) Math.max(0, Math.min(255, Math.rint(value)));
    }
}
