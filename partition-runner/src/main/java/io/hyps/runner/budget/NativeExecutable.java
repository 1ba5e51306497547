package io.hyps.runner.budget;

/** What GraalVM's native-image builds. */
final class NativeExecutable {
    private NativeExecutable() {}

    /** Whether this process is one, not a JVM. */
    static boolean isThis() {
        return "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
    }
}
