package io.hyps.gateway.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tokens that were given out by hand. Only their SHA-256 digests are kept, and each is compared with what comes in, in a time
 * that tells nothing of it. Immutable.
 */
public final class StaticTokens {
    public static final StaticTokens NONE = new StaticTokens(List.of());

    private static final int SHORTEST = 32;
    private static final int MOST = 1000;
    private static final String DIGEST = "sha256:";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern HEX_DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
    /** As RFC 6750 has it (b64token). */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final List<Entry> entries;

    private StaticTokens(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** @throws IllegalArgumentException if the file cannot be read or used, in one line without a token */
    public static StaticTokens open(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("hyps.gateway.rest.tokens-file " + file + " cannot be read", e);
        }
    }

    /**
     * Reads lines of a name, roles with commas between them, and a token of at least 32 characters or {@code sha256:} and
     * its digest. A line may end with a semicolon instead; what begins with # is a remark.
     *
     * @param where for the exception's text
     * @throws IllegalArgumentException naming the line, never a token
     */
    public static StaticTokens parse(String where, String text) {
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\R|;", -1)) {
            number++;
            String content = line.strip();
            if (!content.isEmpty() && !content.startsWith("#")) {
                entries.add(entry(where + ", line " + number + ": ", content));
            }
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException(where + " holds no token; a line is: NAME infer,read TOKEN");
        }
        if (entries.size() > MOST) {
            throw new IllegalArgumentException(where + " holds more than " + MOST + " tokens; use an issuer of tokens");
        }
        return new StaticTokens(entries);
    }

    private static Entry entry(String where, String line) {
        String[] words = line.split("\\s+", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException(where + "use a name, roles and a token, with spaces between them");
        }
        if (!NAME.matcher(words[0]).matches()) {
            throw new IllegalArgumentException(
                    where + "the name has other characters than letters, digits, '.', '_', '-', or more than 64");
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String role : words[1].split(",", -1)) {
            roles.add(Role.find(role)
                    .orElseThrow(() -> new IllegalArgumentException(
                            where + "the second word has something that is no role: use infer, read or both")));
        }
        return new Entry(new Account(words[0], roles), digest(where, words[2]));
    }

    private static byte[] digest(String where, String token) {
        if (token.startsWith(DIGEST)) {
            String hex = token.substring(DIGEST.length());
            if (!HEX_DIGEST.matcher(hex).matches()) {
                throw new IllegalArgumentException(where + "behind sha256: are no 64 hexadecimal digits");
            }
            return HexFormat.of().parseHex(hex);
        }
        if (token.length() < SHORTEST || !TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(where + "the token has fewer than " + SHORTEST
                    + " characters, or some that a token cannot have; make one with: openssl rand -hex 32");
        }
        return sha256(token);
    }

    /** Both together. */
    public StaticTokens and(StaticTokens others) {
        List<Entry> all = new ArrayList<>(entries);
        all.addAll(others.entries);
        return new StaticTokens(all);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Optional<Account> find(String token) {
        byte[] digest = sha256(token);
        Optional<Account> found = Optional.empty();
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.digest, digest)) {
                found = Optional.of(entry.account);
            }
        }
        return found;
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static final class Entry {
        private final Account account;
        private final byte[] digest;

        Entry(Account account, byte[] digest) {
            this.account = account;
            this.digest = digest;
        }
    }
}
