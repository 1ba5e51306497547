/** How answers look to people. In: texts, tables, progress; out: lines for a terminal, with colours and signs only where it can show them. */
@NullMarked
package io.hyps.stack.terminal;

import org.jspecify.annotations.NullMarked;
