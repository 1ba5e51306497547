package io.hyps.planner.networks;

import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.util.Arrays;

/** A line of black letters on white, drawn without a font, for networks that read text: noise leaves them silent. */
public final class TextImage {
    /** Five by seven dots each: H, Y, P, S. */
    private static final String[][] LETTERS = {
        {"X...X", "X...X", "X...X", "XXXXX", "X...X", "X...X", "X...X"},
        {"X...X", "X...X", ".X.X.", "..X..", "..X..", "..X..", "..X.."},
        {"XXXX.", "X...X", "X...X", "XXXX.", "X....", "X....", "X...."},
        {".XXXX", "X....", "X....", ".XXX.", "....X", "....X", "XXXX."}
    };

    private static final int LETTER_COLUMNS = 6;
    private static final int ROWS = 7;

    private TextImage() {}

    /** Float32 [1, 3, height, width] from -1 (black) to 1 (white); the letters take half of the height. */
    public static Tensor of(int height, int width) {
        float[] pixels = new float[3 * height * width];
        Arrays.fill(pixels, 1);
        int dot = Math.max(1, height / 2 / ROWS);
        int top = (height - ROWS * dot) / 2;
        for (int y = 0; y < ROWS * dot; y++) {
            for (int x = dot; x < width - dot; x++) {
                int column = (x - dot) / dot;
                String row = LETTERS[column / LETTER_COLUMNS % LETTERS.length][y / dot];
                int inLetter = column % LETTER_COLUMNS;
                if (inLetter < row.length() && row.charAt(inLetter) == 'X') {
                    for (int channel = 0; channel < 3; channel++) {
                        pixels[(channel * height + top + y) * width + x] = -1;
                    }
                }
            }
        }
        return Tensor.ofFloats(Shape.of(1, 3, height, width), pixels);
    }
}
