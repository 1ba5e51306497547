/** Signed messages (Ed25519, RFC 8032). In: a message and keys from files; out: the message with its signature, or why it is not to be believed. */
@NullMarked
package io.hyps.protocol.signature;

import org.jspecify.annotations.NullMarked;
