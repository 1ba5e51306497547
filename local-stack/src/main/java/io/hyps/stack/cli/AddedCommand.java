package io.hyps.stack.cli;

/**
 * A command with picocli's annotations, from a module that builds on this one: found on the class path by
 * {@link java.util.ServiceLoader}, listed and run like the others.
 */
public interface AddedCommand {}
