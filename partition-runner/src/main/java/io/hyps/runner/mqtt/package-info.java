/** This device's edge to the broker. In: deliveries and state; out: deliveries whose acknowledgements are counted, and the retained status. */
@NullMarked
package io.hyps.runner.mqtt;

import org.jspecify.annotations.NullMarked;
