package io.hyps.stack.sensor;

import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The images that someone named: files, or directories for all PNG and JPEG files in them. */
public final class ImageFiles {
    private ImageFiles() {}

    /**
     * Finds the files, those of a directory by name.
     *
     * @throws CommandException with {@link ExitCode#BAD_INPUT}, if one is not there or a directory holds none
     */
    public static List<Path> find(List<Path> named) {
        List<Path> files = new ArrayList<>();
        for (Path path : named) {
            if (Files.isDirectory(path)) {
                files.addAll(imagesIn(path));
            } else if (!Files.isReadable(path)) {
                throw badInput("image '" + path + "' is not there or cannot be read");
            } else {
                files.add(path);
            }
        }
        return files;
    }

    /**
     * Finds the files and reads them all.
     *
     * @throws CommandException as {@link #find} and {@link #read} do
     */
    public static List<ImageFile> expand(List<Path> named) {
        return find(named).stream().map(ImageFiles::read).toList();
    }

    /** @throws CommandException with {@link ExitCode#BAD_INPUT}, if the file cannot be read */
    public static ImageFile read(Path path) {
        try {
            return ImageFile.read(path);
        } catch (IOException e) {
            throw badInput("image '" + path + "' cannot be read: " + e.getMessage());
        }
    }

    private static List<Path> imagesIn(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> images = entries.filter(ImageFile::looksLikeOne).sorted().toList();
            if (images.isEmpty()) {
                throw badInput("directory '" + directory + "' holds no .png, .jpg, .jpeg, .webp, .gif or .bmp file");
            }
            return images;
        } catch (IOException e) {
            throw badInput("directory '" + directory + "' cannot be read: " + e.getMessage());
        }
    }

    private static CommandException badInput(String line) {
        return new CommandException(ExitCode.BAD_INPUT, line);
    }
}
