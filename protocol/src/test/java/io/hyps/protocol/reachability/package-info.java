/** For applications' tests. In: what an application uses by reflection; out: whether a native executable keeps it. */
@NullMarked
package io.hyps.protocol.reachability;

import org.jspecify.annotations.NullMarked;
