/** Tests of this package. In: small models, made-up devices; out: a verdict. */
@NullMarked
package io.hyps.planner.report;

import org.jspecify.annotations.NullMarked;
