/** The planner service's core. In: requests, device and gateway statuses; out: replies, slice chunks, retained plans and active epochs. */
@NullMarked
package io.hyps.planner.service;

import org.jspecify.annotations.NullMarked;
