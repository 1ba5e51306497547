/** Tests of plans and models by recorded frames. In: a recording and a plan; out: a replay on a real system, and whether it answered as recorded. */
@NullMarked
package io.hyps.testkit;

import org.jspecify.annotations.NullMarked;
