@NullMarked
package io.hyps.planner.acl;

import org.jspecify.annotations.NullMarked;
