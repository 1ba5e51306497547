/** Tests of the package of the same name. In: command lines and values; out: what is refused, shown and written. */
@NullMarked
package io.hyps.bench.growth;

import org.jspecify.annotations.NullMarked;
