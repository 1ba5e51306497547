package io.hyps.planner.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hyps.protocol.ByteSize;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads YAML that people write: every key must be known, and stand once. */
final class YamlFile {
    private static final ObjectMapper MAPPER =
            Json.strictMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

    private YamlFile() {}

    /** @throws MalformedMessageException naming the file, if it does not hold what it must */
    static <T> T read(Path file, ByteSize largest, Class<T> type) throws MalformedMessageException, IOException {
        if (Files.isDirectory(file)) {
            throw new MalformedMessageException("'" + file + "' is a folder: give a file");
        }
        if (Files.size(file) > largest.bytes()) {
            throw new MalformedMessageException(
                    file + " has " + new ByteSize(Files.size(file)) + ": use at most " + largest);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            @Nullable T value = text.lines().allMatch(YamlFile::saysNothing) ? null : MAPPER.readValue(text, type);
            if (value == null) {
                throw new MalformedMessageException(file + ": it is empty");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new MalformedMessageException(file + ": " + reason(e), e);
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException(file + ": it is no text in UTF-8", e);
        }
    }

    private static String reason(JsonProcessingException e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException broken && broken.getProblemMark() != null) {
                return "line " + (broken.getProblemMark().getLine() + 1) + ": " + broken.getProblem();
            }
        }
        String line = e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : "line " + e.getLocation().getLineNr() + ": ";
        if (e instanceof InvalidFormatException wrong && Number.class.isAssignableFrom(wrong.getTargetType())) {
            return line + Json.path(wrong) + " is '" + ForeignText.printable(String.valueOf(wrong.getValue()))
                    + "': write a " + (wrong.getTargetType() == Double.class ? "number" : "whole number");
        }
        return line + Json.reason(e);
    }

    private static boolean saysNothing(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }
}
