/** Tests of topics. In: values, well formed and not; out: whether they come through unchanged or are refused in one line. */
@NullMarked
package io.hyps.protocol.topic;

import org.jspecify.annotations.NullMarked;
