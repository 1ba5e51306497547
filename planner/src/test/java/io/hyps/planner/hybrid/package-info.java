/** Tests of this package. In: VGG16's graph and made-up devices; out: a verdict. */
@NullMarked
package io.hyps.planner.hybrid;

import org.jspecify.annotations.NullMarked;
