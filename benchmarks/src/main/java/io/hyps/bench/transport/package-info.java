/** The way of tensors through a broker. In: a broker; out: MB/s and latency by size for our link and two other clients. */
@NullMarked
package io.hyps.bench.transport;

import org.jspecify.annotations.NullMarked;
