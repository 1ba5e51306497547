/** Child processes that are asked to measure. In: a line; out: a line. */
@NullMarked
package io.hyps.bench.process;

import org.jspecify.annotations.NullMarked;
