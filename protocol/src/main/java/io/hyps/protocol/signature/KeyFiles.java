package io.hyps.protocol.signature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Set;

/**
 * A new pair of keys in two files.
 *
 * @param privateFile readable for its owner only; holds the public key too
 * @param id names the key in logs
 */
public record KeyFiles(Path privateFile, Path publicFile, String id) {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /**
     * Makes a pair and writes {@code name.key} and {@code name.pub}.
     *
     * @throws java.nio.file.FileAlreadyExistsException if one of them is there: keys are not overwritten
     */
    public static KeyFiles create(Path folder, String name) throws IOException {
        KeyPair pair;
        try {
            pair = KeyPairGenerator.getInstance(SignedText.ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java 17 has Ed25519", e);
        }
        String publicPem = pem("PUBLIC KEY", pair.getPublic());
        Files.createDirectories(folder);
        Path privateFile = folder.resolve(name + ".key");
        Path publicFile = folder.resolve(name + ".pub");
        Files.createFile(privateFile, OWNER_ONLY);
        try {
            Files.writeString(privateFile, pem("PRIVATE KEY", pair.getPrivate()) + publicPem);
            Files.writeString(publicFile, publicPem, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            Files.delete(privateFile);
            throw e;
        }
        return new KeyFiles(privateFile, publicFile, KeyId.of(pair.getPublic()).toString());
    }

    /** The ids of the public keys in a file. */
    public static Set<String> ids(Path file) {
        return TrustedKeys.open(Set.of(file)).ids();
    }

    private static String pem(String label, Key key) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
