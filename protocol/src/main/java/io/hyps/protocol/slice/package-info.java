/** Ranges of slice files. In: a range wanted, or its bytes; out: the messages that carry them, checked. */
@NullMarked
package io.hyps.protocol.slice;

import org.jspecify.annotations.NullMarked;
