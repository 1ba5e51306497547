/** The planner's subcommands of hyps. In: arguments; out: a plan, a verification or a publication, shown to people or as JSON. */
@NullMarked
package io.hyps.planner.cli;

import org.jspecify.annotations.NullMarked;
