/** Tests of JSON. In: values, well formed and not; out: whether they come through unchanged or are refused in one line. */
@NullMarked
package io.hyps.protocol.json;

import org.jspecify.annotations.NullMarked;
