/** The whole system as processes of this machine. In: how many runners, which brokers and ports; out: a running stack, each part with its process and log. */
@NullMarked
package io.hyps.stack.parts;

import org.jspecify.annotations.NullMarked;
