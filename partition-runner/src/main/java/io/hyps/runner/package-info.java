/** The edge device's program: fetches its slices, executes them, publishes the outputs. In: plans and tensors over MQTT; out: tensors and the device's status. */
@NullMarked
package io.hyps.runner;

import org.jspecify.annotations.NullMarked;
