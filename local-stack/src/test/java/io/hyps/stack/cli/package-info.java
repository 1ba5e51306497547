/** Tests of the package of the same name. */
@NullMarked
package io.hyps.stack.cli;

import org.jspecify.annotations.NullMarked;
