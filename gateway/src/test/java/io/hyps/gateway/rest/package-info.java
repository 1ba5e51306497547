/** Tests of the REST interface. In: requests as clients write them; out: what they get. */
@NullMarked
package io.hyps.gateway.rest;

import org.jspecify.annotations.NullMarked;
