/** The gateway as a process. In: flags and configuration; out: a running gateway, its health, its orderly end. */
@NullMarked
package io.hyps.gateway.app;

import org.jspecify.annotations.NullMarked;
