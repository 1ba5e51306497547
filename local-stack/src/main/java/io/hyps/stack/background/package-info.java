/** The stack that runs on after its command has ended. In: running parts; out: a file that remembers them, so that later commands find and stop them. */
@NullMarked
package io.hyps.stack.background;

import org.jspecify.annotations.NullMarked;
