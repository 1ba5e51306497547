package io.hyps.planner.acl;

import io.hyps.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The file that the plugin starts from: nothing is allowed but by a role, and a user for each part of a site. The plugin
 * keeps a password as its PBKDF2 with HMAC-SHA-512 (RFC 8018).
 */
public final class FirstConfiguration {
    private static final int SALT_BYTES = 12;
    private static final int ITERATIONS = 10_000;
    private static final int HASH_BITS = 512;

    private FirstConfiguration() {}

    /**
     * Writes it, readable for its owner only.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the file is there: by now the plugin may have changed it
     */
    public static void write(SiteFolder site, Path file) throws IOException {
        SecureRandom random = new SecureRandom();
        List<Map<String, Object>> clients = new ArrayList<>();
        List<Map<String, Object>> roles = new ArrayList<>();
        for (Account account : site.accounts()) {
            clients.add(client(account, site.password(account), random));
            roles.add(fields("rolename", account.role(), "acls", account.rules(List.of())));
        }
        Map<String, Object> configuration = fields(
                "defaultACLAccess",
                fields(
                        "publishClientSend",
                        false,
                        "publishClientReceive",
                        false,
                        "subscribe",
                        false,
                        "unsubscribe",
                        false),
                "clients",
                clients,
                "roles",
                roles);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Json.encodeIndented(configuration));
    }

    private static Map<String, Object> client(Account account, String password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        Map<String, Object> client = fields(
                "username",
                account.name(),
                "password",
                Base64.getEncoder().encodeToString(hash(password, salt)),
                "salt",
                Base64.getEncoder().encodeToString(salt),
                "iterations",
                ITERATIONS,
                "roles",
                List.of(fields("rolename", account.role())));
        account.clientId().ifPresent(id -> client.put("clientid", id));
        return client;
    }

    private static byte[] hash(String password, byte[] salt) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
        }
        return fields;
    }
}
