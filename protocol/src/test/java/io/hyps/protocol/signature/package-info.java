@NullMarked
package io.hyps.protocol.signature;

import org.jspecify.annotations.NullMarked;
