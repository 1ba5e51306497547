package io.hyps.testkit;

/** Makes a failure of what a test needs a failure of the test. */
final class Failing {
    private Failing() {}

    /** Something that may fail. */
    interface Body<T> {
        T run() throws Exception;
    }

    static <T> T unless(String what, Body<T> body) {
        try {
            return body.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(what + ": interrupted", e);
        } catch (Exception e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }
}
