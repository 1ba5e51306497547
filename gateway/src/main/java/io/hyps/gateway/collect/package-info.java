/** Answers from the runners. In: output tensors and failures over MQTT; out: complete answers, and what they mean by the manifest. */
@NullMarked
package io.hyps.gateway.collect;

import org.jspecify.annotations.NullMarked;
