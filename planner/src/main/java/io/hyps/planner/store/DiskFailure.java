package io.hyps.planner.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in one line which file failed and why; exceptions of the file system often have the path only. */
public final class DiskFailure {
    private DiskFailure() {}

    public static String line(IOException failure) {
        if (!(failure instanceof FileSystemException file) || file.getFile() == null) {
            return String.valueOf(failure.getMessage());
        }
        return file.getFile() + ": " + reason(file);
    }

    private static String reason(FileSystemException failure) {
        if (failure.getReason() != null) {
            return failure.getReason();
        }
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "there is a file in the way";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        return failure.getClass().getSimpleName();
    }
}
