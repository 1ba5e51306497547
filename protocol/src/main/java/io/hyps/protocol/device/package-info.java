/** What a partition runner says of itself. In: its state; out: the retained status message, and back. */
@NullMarked
package io.hyps.protocol.device;

import org.jspecify.annotations.NullMarked;
