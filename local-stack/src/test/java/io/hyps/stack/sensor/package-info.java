/** Tests of the package of the same name. */
@NullMarked
package io.hyps.stack.sensor;

import org.jspecify.annotations.NullMarked;
