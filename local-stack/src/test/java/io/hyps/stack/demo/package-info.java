/** Tests of the package of the same name. */
@NullMarked
package io.hyps.stack.demo;

import org.jspecify.annotations.NullMarked;
