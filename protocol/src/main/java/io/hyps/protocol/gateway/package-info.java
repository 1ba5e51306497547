/** What a gateway says of itself. In: its state; out: the retained status message, and back. */
@NullMarked
package io.hyps.protocol.gateway;

import org.jspecify.annotations.NullMarked;
