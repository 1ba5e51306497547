/** The one JSON mapping. In: records or bytes; out: the other of the two, or one line on what is wrong with them. */
@NullMarked
package io.hyps.protocol.json;

import org.jspecify.annotations.NullMarked;
