/** Tests of the package of the same name. */
@NullMarked
package io.hyps.stack.brokers;

import org.jspecify.annotations.NullMarked;
