/** Who may do what at the broker. In: a site's accounts and the plans in force; out: roles for Mosquitto's dynamic-security plugin, printed or applied. */
@NullMarked
package io.hyps.planner.acl;

import org.jspecify.annotations.NullMarked;
