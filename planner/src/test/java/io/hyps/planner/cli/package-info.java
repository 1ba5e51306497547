/** Tests of the commands' contract. In: arguments and files; out: a verdict on exit codes, answers and lines of error. */
@NullMarked
package io.hyps.planner.cli;

import org.jspecify.annotations.NullMarked;
