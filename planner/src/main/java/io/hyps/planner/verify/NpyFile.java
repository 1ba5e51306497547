package io.hyps.planner.verify;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.tensor.ElementType;
import io.hyps.protocol.tensor.Shape;
import io.hyps.protocol.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NumPy's array files (NEP 1, versions 1 to 3): row-major, little-endian, plain element types. */
public final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final long LARGEST_BYTES = 1 << 30;
    private static final Pattern HEADER =
            Pattern.compile("\\{\\s*'descr':\\s*'([^']+)',\\s*'fortran_order':\\s*(True|False),"
                    + "\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*\\}\\s*");
    private static final Map<String, ElementType> TYPES = Map.ofEntries(
            Map.entry("<f4", ElementType.FLOAT32),
            Map.entry("<f8", ElementType.FLOAT64),
            Map.entry("<f2", ElementType.FLOAT16),
            Map.entry("|u1", ElementType.UINT8),
            Map.entry("|i1", ElementType.INT8),
            Map.entry("<u2", ElementType.UINT16),
            Map.entry("<i2", ElementType.INT16),
            Map.entry("<u4", ElementType.UINT32),
            Map.entry("<i4", ElementType.INT32),
            Map.entry("<u8", ElementType.UINT64),
            Map.entry("<i8", ElementType.INT64),
            Map.entry("|b1", ElementType.BOOL));

    private NpyFile() {}

    public static Tensor read(Path file) throws MalformedMessageException, IOException {
        if (Files.isDirectory(file)) {
            throw new MalformedMessageException("'" + file + "' is a folder: give a file that numpy.save wrote");
        }
        if (Files.size(file) > LARGEST_BYTES) {
            throw new MalformedMessageException(file + " is over 1 GiB");
        }
        try {
            return decode(Files.readAllBytes(file));
        } catch (MalformedMessageException e) {
            throw new MalformedMessageException(file + ": " + e.getMessage(), e);
        }
    }

    static Tensor decode(byte[] content) throws MalformedMessageException {
        ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length < 12 || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new MalformedMessageException("is no .npy file: write it with numpy.save");
        }
        int version = in.get(MAGIC.length);
        in.position(8);
        long headerBytes = version == 1 ? Short.toUnsignedInt(in.getShort()) : Integer.toUnsignedLong(in.getInt());
        if (version < 1 || version > 3 || headerBytes > in.remaining()) {
            throw new MalformedMessageException(
                    "has a header that cannot be: version " + version + ", " + headerBytes + " bytes");
        }
        String header = new String(content, in.position(), (int) headerBytes, StandardCharsets.UTF_8);
        in.position(in.position() + (int) headerBytes);
        return tensor(header, in);
    }

    private static Tensor tensor(String header, ByteBuffer data) throws MalformedMessageException {
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new MalformedMessageException(
                    "has a header that is not understood: " + ForeignText.printable(header));
        }
        ElementType type = TYPES.get(matcher.group(1));
        if (type == null) {
            throw new MalformedMessageException("has elements '" + ForeignText.printable(matcher.group(1))
                    + "', which are none of " + TYPES.keySet().stream().sorted().toList());
        }
        if (matcher.group(2).equals("True")) {
            throw new MalformedMessageException("is column-major: save it with numpy.ascontiguousarray");
        }
        try {
            List<Long> dimensions = Arrays.stream(matcher.group(3).split(","))
                    .map(String::strip)
                    .filter(d -> !d.isEmpty())
                    .map(Long::parseLong)
                    .toList();
            return Tensor.of(type, new Shape(dimensions), data);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("cannot be: " + e.getMessage(), e);
        }
    }
}
