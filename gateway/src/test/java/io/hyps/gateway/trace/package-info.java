/** Tests of the package of the same name. In: frames on their way; out: the spans that a collector would get. */
@NullMarked
package io.hyps.gateway.trace;

import org.jspecify.annotations.NullMarked;
