/** The process: command, configuration, wiring, health. In: flags and configuration; out: a running partition runner. */
@NullMarked
package io.hyps.runner.app;

import org.jspecify.annotations.NullMarked;
