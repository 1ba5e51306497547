/** The whole system on real brokers, and the rules of its architecture. In: the built parts; out: whether they keep their promises. */
@NullMarked
package io.hyps.it;

import org.jspecify.annotations.NullMarked;
