package io.hyps.gateway.rest;

import io.hyps.gateway.access.AccessControl;
import java.util.Optional;

/**
 * Who is let in.
 *
 * @param rate none: as often as anybody likes
 */
public record RestAccess(AccessControl tokens, Optional<RateLimits> rate) {}
