package io.hyps.protocol.tensor;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.frame.FrameId;
import java.util.List;

/** What travels on a tensor topic: the address of an attempt at a frame, and a tensor or the reason why there is none. */
public sealed interface TensorMessage {
    Address address();

    /** The partitions passed so far, with the time each took. */
    List<StageTime> stages();

    /**
     * Whose tensor this is.
     *
     * @param attempt which try at the frame, from 1
     * @param gateway who dispatched the frame and gets the model's outputs
     * @param tensor the tensor's name in the model
     */
    record Address(FrameId frame, String model, Epoch epoch, int attempt, String gateway, String tensor) {
        public Address {
            if (attempt < 1) {
                throw new IllegalArgumentException("attempt " + attempt + " is below 1");
            }
        }

        public Address ofTensor(String name) {
            return new Address(frame, model, epoch, attempt, gateway, name);
        }
    }

    /** A tensor that has been computed. */
    record Data(Address address, EncodedTensor content, List<StageTime> stages) implements TensorMessage {
        public Data {
            stages = List.copyOf(stages);
        }

        public Data(Address address, Tensor tensor, List<StageTime> stages) {
            this(address, EncodedTensor.raw(tensor), stages);
        }

        /**
         * The tensor, of a message on whose edge nothing is encoded.
         *
         * @throws IllegalStateException if it is encoded
         */
        public Tensor tensor() {
            return content.asRaw();
        }
    }

    /** A tensor that could not be computed; goes to the gateway. */
    record Failed(Address address, Failure failure, List<StageTime> stages) implements TensorMessage {
        public Failed {
            stages = List.copyOf(stages);
        }
    }
}
