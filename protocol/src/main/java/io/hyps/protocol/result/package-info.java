/** Answers, errors and dead letters. In: what became of a frame; out: the JSON that sensors and hyps.results get. */
@NullMarked
package io.hyps.protocol.result;

import org.jspecify.annotations.NullMarked;
