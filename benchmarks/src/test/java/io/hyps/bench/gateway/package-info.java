/** Tests of the package of the same name. In: a broker; out: what sensors send and hear. */
@NullMarked
package io.hyps.bench.gateway;

import org.jspecify.annotations.NullMarked;
