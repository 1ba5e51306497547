/** Tests of this package. In: networks, made-up kernels; out: a verdict. */
@NullMarked
package io.hyps.planner.profile;

import org.jspecify.annotations.NullMarked;
