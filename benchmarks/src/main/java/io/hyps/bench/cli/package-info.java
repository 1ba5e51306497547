/** The {@code hyps bench} command. In: arguments; out: tables, or one JSON document. */
@NullMarked
package io.hyps.bench.cli;

import org.jspecify.annotations.NullMarked;
