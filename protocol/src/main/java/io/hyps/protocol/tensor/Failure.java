package io.hyps.protocol.tensor;

/**
 * Why a partition could not finish a frame's attempt.
 *
 * @param message one line for people
 */
public record Failure(Code code, String message, String partition, String device) {
    /** What went wrong, by its name on the wire. */
    public enum Code {
        MALFORMED_TENSOR("malformed-tensor"),
        WRONG_TENSOR("wrong-tensor"),
        EXECUTION_FAILED("execution-failed"),
        NO_SUBSCRIBER("no-subscriber"),
        PUBLISH_FAILED("publish-failed"),
        OTHER("other");

        private final String wireName;

        Code(String wireName) {
            this.wireName = wireName;
        }

        /** Codes of a later version read as {@link #OTHER}. */
        static Code ofWireName(String name) {
            for (Code code : values()) {
                if (code.wireName.equals(name)) {
                    return code;
                }
            }
            return OTHER;
        }

        @Override
        public String toString() {
            return wireName;
        }
    }
}
