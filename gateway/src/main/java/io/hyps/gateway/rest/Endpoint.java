package io.hyps.gateway.rest;

/** Answers one kind of request, on a thread that may block. Safe for use from many threads. */
@FunctionalInterface
interface Endpoint {
    Reply handle(Request request) throws RefusedException, InterruptedException;
}
