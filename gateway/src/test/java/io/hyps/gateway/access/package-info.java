@NullMarked
package io.hyps.gateway.access;

import org.jspecify.annotations.NullMarked;
