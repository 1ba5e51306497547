/** Images. In: an image from a sensor and what the model's manifest wants; out: the model's input tensor, or why there is none. */
@NullMarked
package io.hyps.gateway.image;

import org.jspecify.annotations.NullMarked;
