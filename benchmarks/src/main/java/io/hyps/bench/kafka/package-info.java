/** Kafka as the gateway's measurements need it. In: a broker's address; out: how fast it takes records, what stands in its topics. */
@NullMarked
package io.hyps.bench.kafka;

import org.jspecify.annotations.NullMarked;
