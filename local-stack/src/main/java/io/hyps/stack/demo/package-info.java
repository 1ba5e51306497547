/** The whole system at work on sample images, and a check of its answers against the undivided model. In: how many runners and frames; out: a report, and whether all is right. */
@NullMarked
package io.hyps.stack.demo;

import org.jspecify.annotations.NullMarked;
