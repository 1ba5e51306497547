package io.hyps.planner.acl;

import io.hyps.protocol.plan.PublishedPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder that {@code mosquitto/site} makes: a folder for each part, with its password. */
public final class SiteFolder {
    private final Path folder;
    private final List<Account> accounts;

    private SiteFolder(Path folder, List<Account> accounts) {
        this.folder = folder;
        this.accounts = accounts;
    }

    /** @throws IOException if it cannot be read, or there are no parts in it */
    public static SiteFolder open(Path folder) throws IOException {
        List<Account> accounts = new ArrayList<>();
        for (Account.Kind kind : Account.Kind.values()) {
            Path parts = folder.resolve(kind.folder());
            if (Files.isDirectory(parts)) {
                try (Stream<Path> names = Files.list(parts)) {
                    names.filter(part -> Files.isRegularFile(part.resolve("password")))
                            .map(part -> new Account(kind, String.valueOf(part.getFileName())))
                            .sorted(Comparator.comparing(Account::name))
                            .forEach(accounts::add);
                }
            }
        }
        if (accounts.isEmpty()) {
            throw new IOException("there are no parts in " + folder + ": mosquitto/site makes such a folder");
        }
        return new SiteFolder(folder, accounts);
    }

    public List<Account> accounts() {
        return accounts;
    }

    /** Where the broker's files are. */
    public Path broker() {
        return folder.resolve("broker");
    }

    String password(Account account) throws IOException {
        Path file =
                folder.resolve(account.kind().folder()).resolve(account.name()).resolve("password");
        String password = Files.readString(file).stripTrailing();
        if (password.isEmpty()) {
            throw new NoSuchFileException(file.toString(), null, "it is empty");
        }
        return password;
    }

    /** What makes an account and its role, with the rules of the plans; one that is there keeps its password. */
    public List<Command> commands(Account account, List<PublishedPlan> plans) throws IOException {
        List<Rule> rules = account.rules(plans);
        return List.of(
                Command.createRole(account.role(), rules),
                Command.modifyRole(account.role(), rules),
                Command.createClient(account, password(account)));
    }
}
