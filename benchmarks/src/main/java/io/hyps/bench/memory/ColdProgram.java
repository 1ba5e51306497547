package io.hyps.bench.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Copies of a program, with the libraries that lie with it, of which the kernel holds no page: what a process maps of its own copy
 * is charged to its group, as on a device that has just been switched on.
 */
final class ColdProgram {
    /** {@code $0} is the folder of the copies, {@code $1} the program within one; the rest is the command, whose first word it stands for. */
    private static final String TAKE_ONE = "for copy in \"$0\"/*; do if mkdir \"$copy/taken\" 2>/dev/null; then "
            + "program=$copy/$1; shift 2; exec \"$program\" \"$@\"; fi; done; echo \"no copy of $1 is left\" >&2; exit 1";

    private final Path copies;
    private final Path program;

    private ColdProgram(Path copies, Path program) {
        this.copies = copies;
        this.program = program;
    }

    /**
     * Copies a program with the whole of its folder.
     *
     * @param home the folder
     * @param program within it
     * @param count how many processes will run it
     * @param copies gets them
     */
    static ColdProgram copy(Path home, Path program, int count, Path copies) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            Path copy = copies.resolve(Integer.toString(i));
            for (Path file : ColdFiles.in(home)) {
                Path target = copy.resolve(home.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
            ColdFiles.drop(ColdFiles.in(copy));
        }
        return new ColdProgram(copies, home.relativize(program));
    }

    /** The words that stand before a command to have its program run from a copy that no other process runs. */
    List<String> prefix() {
        return List.of("sh", "-c", TAKE_ONE, copies.toString(), program.toString());
    }
}
