package io.hyps.runner.capability;

/**
 * What a device can do, as it announces it.
 *
 * @param software name and version of the runner, and what it runs on
 * @param speed relative to the reference machine; 1 until measured
 * @param bandwidthBytesPerSecond to the broker; 0 until measured
 */
public record Capabilities(String software, double speed, long bandwidthBytesPerSecond) {
    public static Capabilities of(String onnxRuntimeVersion, double speed, long bandwidthBytesPerSecond) {
        String version = Capabilities.class.getPackage().getImplementationVersion();
        return new Capabilities(
                "hyps-runner " + (version == null ? "0.1.0-SNAPSHOT" : version) + ", ONNX Runtime " + onnxRuntimeVersion
                        + ", Java " + Runtime.version().feature() + ", " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch"),
                speed,
                bandwidthBytesPerSecond);
    }

    public Capabilities withBandwidth(long bytesPerSecond) {
        return new Capabilities(software, speed, bytesPerSecond);
    }
}
