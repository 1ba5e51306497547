/** Tests of the package of the same name. In: fakes and broken input; out: what the gateway must do with it. */
@NullMarked
package io.hyps.gateway.collect;

import org.jspecify.annotations.NullMarked;
