/**
 * How little memory runners need, and whether it grows. In: a plan folder and a limit; out: whether all answers came, how fast,
 * how much they took.
 */
@NullMarked
package io.hyps.bench.memory;

import org.jspecify.annotations.NullMarked;
