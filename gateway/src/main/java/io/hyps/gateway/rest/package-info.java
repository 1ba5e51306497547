/** HTTP. In: images and tensors from any HTTP client; out: their results, read of hyps.results, and what models there are. */
@NullMarked
package io.hyps.gateway.rest;

import org.jspecify.annotations.NullMarked;
