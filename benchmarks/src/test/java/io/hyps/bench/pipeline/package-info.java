/** Tests of the package of the same name. In: command lines; out: what is refused, and how. */
@NullMarked
package io.hyps.bench.pipeline;

import org.jspecify.annotations.NullMarked;
