@NullMarked
package io.hyps.protocol.pem;

import org.jspecify.annotations.NullMarked;
