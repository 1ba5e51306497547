/** Who may do what over HTTP. In: bearer tokens; out: the account that a token stands for, or why it stands for none. */
@NullMarked
package io.hyps.gateway.access;

import org.jspecify.annotations.NullMarked;
