package io.hyps.planner.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Walks over a protobuf message without making any object of it, and counts those that parsing would make. Two bytes of a
 * file can be a message that takes a hundred on the heap, so the file's size says little.
 */
final class MessageScan {
    /** A model of 20,000 nodes with five attributes each has a third of this. */
    private static final long MOST_OBJECTS = 1_000_000;

    /** Numbers in a list take at most eight bytes, a message sixteen times as much. */
    private static final int NUMBERS_PER_OBJECT = 16;

    private static final int DEEPEST_MESSAGE = 100;

    private final CodedInputStream in;
    private long objects;
    private long numberBytes;

    private MessageScan(CodedInputStream in) {
        this.in = in;
    }

    /**
     * Scans to the end. Parsing is safe only after that: protobuf's reader of direct buffers adds a length close to 2^31 to
     * its position without looking for an overflow, and then reads outside of the buffer.
     *
     * @param sizeBytes of the message
     * @throws BadModelException if the message would take too much memory
     * @throws IOException if it is malformed or cut short
     */
    static void check(CodedInputStream in, int sizeBytes, Descriptor type) throws BadModelException, IOException {
        in.pushLimit(sizeBytes);
        new MessageScan(in).message(type, 0);
    }

    private void message(Descriptor type, int depth) throws BadModelException, IOException {
        if (depth > DEEPEST_MESSAGE) {
            throw new BadModelException("nests messages more than " + DEEPEST_MESSAGE + " deep");
        }
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP) {
                throw new BadModelException("is no ONNX model: it holds a group, which the format does not have");
            }
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            boolean delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (field == null || !delimited) {
                count(field == null ? 1 : 0, 1);
                in.skipField(tag);
            } else {
                delimited(field, depth);
            }
        }
    }

    private void delimited(FieldDescriptor field, int depth) throws BadModelException, IOException {
        int length = in.readUInt32();
        if (length < 0 || length > in.getBytesUntilLimit()) {
            throw new BadModelException("is no ONNX model, or is cut short: a part claims "
                    + Integer.toUnsignedString(length) + " bytes where " + in.getBytesUntilLimit() + " are left");
        }
        int limit = in.pushLimit(length);
        JavaType type = field.getJavaType();
        if (type == JavaType.MESSAGE) {
            count(1, 0);
            message(field.getMessageType(), depth + 1);
        } else {
            boolean text = type == JavaType.STRING || type == JavaType.BYTE_STRING;
            boolean fixed = type == JavaType.FLOAT || type == JavaType.DOUBLE;
            count(text ? 1 : 0, text || fixed ? 0 : length);
            in.skipRawBytes(length);
        }
        in.popLimit(limit);
    }

    private void count(int moreObjects, int moreNumberBytes) throws BadModelException {
        objects += moreObjects;
        numberBytes += moreNumberBytes;
        if (objects + numberBytes / NUMBERS_PER_OBJECT > MOST_OBJECTS) {
            throw new BadModelException("holds more than " + MOST_OBJECTS
                    + " nodes, names, attributes and other parts, too many for a model");
        }
    }
}
