/** A sensor's image on its way and its identity. In: an image and what the sensor said of it; out: the frame. */
@NullMarked
package io.hyps.protocol.frame;

import org.jspecify.annotations.NullMarked;
