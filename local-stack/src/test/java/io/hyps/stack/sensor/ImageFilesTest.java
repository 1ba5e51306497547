package io.hyps.stack.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFilesTest {
    @TempDir
    Path directory;

    @Test
    void findsTheImagesOfADirectoryByName() throws Exception {
        for (String name : List.of("b.PNG", "a.jpg", "notes.txt", "c.jpeg", "d.webp", "e.gif", "f.bmp")) {
            Files.writeString(directory.resolve(name), name);
        }

        assertThat(ImageFiles.expand(List.of(directory)))
                .extracting(ImageFile::name, ImageFile::contentType)
                .containsExactly(
                        tuple("a.jpg", "image/jpeg"),
                        tuple("b.PNG", "image/png"),
                        tuple("c.jpeg", "image/jpeg"),
                        tuple("d.webp", "image/webp"),
                        tuple("e.gif", "image/gif"),
                        tuple("f.bmp", "image/bmp"));
    }

    @Test
    void takesAnyFileThatIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("notes.txt"), "hello");

        assertThat(ImageFiles.expand(List.of(file)))
                .extracting(ImageFile::contentType)
                .containsExactly("application/octet-stream");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertRefused(directory.resolve("none.png"), "is not there or cannot be read");
    }

    @Test
    void refusesADirectoryWithoutImages() {
        assertRefused(directory, "holds no .png, .jpg, .jpeg, .webp, .gif or .bmp file");
    }

    private static void assertRefused(Path path, String reason) {
        assertThatThrownBy(() -> ImageFiles.find(List.of(path)))
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_INPUT))
                .hasMessageContaining(path.toString())
                .hasMessageContaining(reason);
    }
}
