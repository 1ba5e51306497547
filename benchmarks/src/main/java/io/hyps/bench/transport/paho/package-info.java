/** Paho by itself. In: a broker; out: a connection. Loaded twice, with Paho as shipped and with our two classes. */
@NullMarked
package io.hyps.bench.transport.paho;

import org.jspecify.annotations.NullMarked;
