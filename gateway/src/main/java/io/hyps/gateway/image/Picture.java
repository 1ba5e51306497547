package io.hyps.gateway.image;

import java.awt.image.BufferedImage;

/** A decoded image, as it is stored, and how it must be turned. */
record Picture(BufferedImage pixels, Orientation orientation) {}
