package io.hyps.planner.cli;

import io.hyps.planner.onnx.BadModelException;
import io.hyps.planner.publish.NoPlannerException;
import io.hyps.planner.rewrite.SplitException;
import io.hyps.planner.session.SessionException;
import io.hyps.planner.store.DiskFailure;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandException;
import io.hyps.protocol.command.ExitCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Turns what can go wrong into the exit code and the one line that {@code hyps} ends with. */
final class Failures {
    private Failures() {}

    /** Something that may fail. */
    interface Body {
        int run()
                throws BadModelException, MalformedMessageException, SessionException, NoPlannerException, IOException,
                        InterruptedException, SplitException;
    }

    static int run(Body body) {
        try {
            return body.run();
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitCode.BAD_INPUT, "there is no file " + e.getFile(), e);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(ExitCode.BAD_INPUT, "cannot write " + DiskFailure.line(e), e);
        } catch (FileSystemException e) {
            throw new CommandException(ExitCode.BAD_INPUT, "cannot use " + DiskFailure.line(e), e);
        } catch (NoPlannerException e) {
            throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
        } catch (BadModelException | SplitException | MalformedMessageException | SessionException | IOException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.UNREACHABLE, "interrupted", e);
        }
    }
}
