package io.hyps.planner.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hyps.protocol.ForeignText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Weights kept in files beside the model; files anywhere else are refused. */
final class ExternalData {
    private final Path folder;
    private final Set<Path> files = new LinkedHashSet<>();

    ExternalData(Path folder) {
        this.folder = folder;
    }

    /** The files used so far, relative to the model's folder. */
    List<Path> files() {
        return List.copyOf(files);
    }

    /** Maps a tensor's range of its file. */
    ByteBuffer map(TensorProto tensor, long sizeBytes) throws BadModelException, IOException {
        Map<String, String> entries = tensor.getExternalDataList().stream()
                .collect(Collectors.toMap(
                        StringStringEntryProto::getKey, StringStringEntryProto::getValue, (first, second) -> second));
        String what = "weight '" + ForeignText.printable(tensor.getName()) + "'";
        Path path = resolve(what, entries.getOrDefault("location", ""));
        long offset = number(what, "offset", entries.getOrDefault("offset", "0"));
        long length = number(what, "length", entries.getOrDefault("length", Long.toString(sizeBytes)));
        long available = Files.size(path);
        if (length != sizeBytes) {
            throw new BadModelException(
                    what + " has " + length + " bytes of external data, its shape needs " + sizeBytes);
        }
        if (offset > available || sizeBytes > available - offset) {
            throw new BadModelException(what + " ends at byte " + offset + "+" + sizeBytes + " of '"
                    + path.getFileName() + "', which has only " + available);
        }
        if (sizeBytes > Integer.MAX_VALUE) {
            throw new BadModelException(what + " has " + sizeBytes + " bytes; one tensor may have 2 GiB");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, sizeBytes);
        }
    }

    private Path resolve(String what, String location) throws BadModelException, IOException {
        String shown = "'" + ForeignText.printable(location) + "'";
        Path relative;
        try {
            relative = Path.of(location);
        } catch (InvalidPathException e) {
            throw new BadModelException(what + " has external data at " + shown + ", which is no path", e);
        }
        Path path = folder.resolve(relative).normalize();
        if (location.isEmpty() || relative.isAbsolute() || !path.startsWith(folder)) {
            throw new BadModelException(
                    what + " has external data at " + shown + ": it must be a file in the model's folder");
        }
        if (!Files.isRegularFile(path)) {
            throw new BadModelException(what + " has external data at " + shown + ", where there is no file");
        }
        if (!path.toRealPath().startsWith(folder.toRealPath())) {
            throw new BadModelException(
                    what + " has external data at " + shown + ", a link that leaves the model's folder");
        }
        files.add(folder.relativize(path));
        return path;
    }

    private static long number(String what, String key, String value) throws BadModelException {
        try {
            long number = Long.parseLong(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            throw new BadModelException(
                    what + " has external data with " + key + " '" + ForeignText.printable(value) + "'", notOne);
        }
        throw new BadModelException(what + " has external data with a negative " + key);
    }
}
