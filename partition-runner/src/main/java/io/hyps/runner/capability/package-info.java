/** What a device can do. In: measurements; out: the figures that it announces. */
@NullMarked
package io.hyps.runner.capability;

import org.jspecify.annotations.NullMarked;
