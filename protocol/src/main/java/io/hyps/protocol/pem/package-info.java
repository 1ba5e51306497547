/** Keys and certificates in PEM files. In: files as OpenSSL writes them; out: Java's keys and certificates, or one line that says what is wrong. */
@NullMarked
package io.hyps.protocol.pem;

import org.jspecify.annotations.NullMarked;
