/** The smallest steps of a tensor's way, each alone. In: nothing; out: microseconds and bytes a second (JMH). */
@NullMarked
package io.hyps.bench.kernels;

import org.jspecify.annotations.NullMarked;
