package io.hyps.runner.budget;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/** Pages that stay resident after the work they were wanted for: code of the start, memory that was freed. */
public final class UnusedPages {
    private static final Pattern CODE = Pattern.compile("([0-9a-f]{1,15})-([0-9a-f]{1,15}) r-xp \\S+ \\S+ \\S+ +/.*");

    private UnusedPages() {}

    /** Of machine code that is mapped from a file. */
    record Range(long begin, long end) {}

    /**
     * Gives them back to the kernel. Code that is used again comes back from its file. Only a native executable can; on a
     * JVM nothing happens.
     */
    public static void giveBack() {
        if (NativeExecutable.isThis()) {
            ranges(CgroupLimit.lines(Path.of("/proc/self/maps"))).forEach(Kernel::drop);
            Kernel.trimHeap();
        }
    }

    /** @param maps the lines of {@code /proc/self/maps} (proc(5)) */
    static List<Range> ranges(List<String> maps) {
        List<Range> found = new ArrayList<>();
        for (String line : maps) {
            Matcher code = CODE.matcher(line);
            if (code.matches()) {
                found.add(new Range(Long.parseLong(code.group(1), 16), Long.parseLong(code.group(2), 16)));
            }
        }
        return found;
    }

    /** Calls of the C library; a class of its own as there is nothing behind its types on a JVM. */
    private static final class Kernel {
        private static final int MADV_DONTNEED = 4;

        static void drop(Range range) {
            madvise(
                    WordFactory.pointer(range.begin()),
                    WordFactory.unsigned(range.end() - range.begin()),
                    MADV_DONTNEED);
        }

        static void trimHeap() {
            trim(WordFactory.zero());
        }

        /** madvise(2) */
        @CFunction("madvise")
        private static native int madvise(PointerBase address, UnsignedWord bytes, int advice);

        /** malloc_trim(3) */
        @CFunction("malloc_trim")
        private static native int trim(UnsignedWord pad);
    }
}
