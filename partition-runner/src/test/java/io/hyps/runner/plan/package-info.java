@NullMarked
package io.hyps.runner.plan;

import org.jspecify.annotations.NullMarked;
