/** Tests of this package. In: small models, made-up plans; out: a verdict. */
@NullMarked
package io.hyps.planner.simulate;

import org.jspecify.annotations.NullMarked;
