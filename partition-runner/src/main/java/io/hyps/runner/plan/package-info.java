/** Plans that this device takes part in. In: retained plan messages; out: loaded partitions, subscriptions, or refusals. */
@NullMarked
package io.hyps.runner.plan;

import org.jspecify.annotations.NullMarked;
