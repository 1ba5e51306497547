/** Makes the build reproducible. In: the bytecode that Quarkus generated; out: the same program, the same bytes each time. */
@NullMarked
package io.hyps.build;

import org.jspecify.annotations.NullMarked;
