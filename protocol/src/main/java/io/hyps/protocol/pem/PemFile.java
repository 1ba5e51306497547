package io.hyps.protocol.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A PEM file (RFC 7468), read once: certificates, public keys, and private keys in PKCS #8, encrypted or not. */
public final class PemFile {
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private final Path file;
    private final List<Block> blocks;

    private record Block(String label, byte[] content) {}

    private PemFile(Path file, List<Block> blocks) {
        this.file = file;
        this.blocks = blocks;
    }

    /** @throws PemException if the file cannot be read or holds no PEM block */
    public static PemFile open(Path file) throws PemException {
        String text = text(file);
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                byte[] content = Base64.getMimeDecoder().decode(matcher.group(2));
                blocks.add(new Block(matcher.group(1), content));
            } catch (IllegalArgumentException e) {
                throw new PemException(file + " is damaged: its block " + matcher.group(1) + " is not Base64", e);
            }
        }
        if (blocks.isEmpty()) {
            throw new PemException(file + " is not a PEM file: no line '-----BEGIN ...-----' is in it");
        }
        return new PemFile(file, blocks);
    }

    private static String text(Path file) throws PemException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new PemException(file + " is too large for a PEM file");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new PemException(file + " is not there", e);
        } catch (IOException e) {
            throw new PemException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws PemException if there is none, or one cannot be read */
    public List<X509Certificate> certificates() throws PemException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label.equals("CERTIFICATE")) {
                try {
                    certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.content)));
                } catch (CertificateException e) {
                    throw new PemException(file + " holds a certificate that cannot be read", e);
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new PemException(file + " holds no certificate");
        }
        return certificates;
    }

    /** @throws PemException if there is none, or one cannot be read */
    public List<PublicKey> publicKeys() throws PemException {
        List<PublicKey> keys = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label.equals("PUBLIC KEY")) {
                keys.add(anyOf("public key", new X509EncodedKeySpec(block.content), KeyFactory::generatePublic));
            }
        }
        if (keys.isEmpty()) {
            throw new PemException(file + " holds no public key");
        }
        return keys;
    }

    /**
     * The first private key.
     *
     * @param passphrase for a key that is encrypted
     * @throws PemException if there is none, or it cannot be read
     */
    public PrivateKey privateKey(Optional<char[]> passphrase) throws PemException {
        for (Block block : blocks) {
            switch (block.label) {
                case "PRIVATE KEY":
                    return privateKey(new PKCS8EncodedKeySpec(block.content));
                case "ENCRYPTED PRIVATE KEY":
                    return privateKey(decrypted(block.content, passphrase));
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY":
                    throw new PemException(file + " holds an " + block.label
                            + ", which is not PKCS #8: convert it with 'openssl pkcs8 -topk8 -in " + file + "'");
                default:
                    break;
            }
        }
        throw new PemException(file + " holds no private key");
    }

    private PrivateKey privateKey(PKCS8EncodedKeySpec spec) throws PemException {
        return anyOf("private key", spec, KeyFactory::generatePrivate);
    }

    private PKCS8EncodedKeySpec decrypted(byte[] content, Optional<char[]> passphrase) throws PemException {
        if (passphrase.isEmpty()) {
            throw new PemException(file + " holds an encrypted key: give its passphrase in a file");
        }
        try {
            EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(content);
            AlgorithmParameters parameters = encrypted.getAlgParameters();
            // the algorithm's name as such says "PBES2" only
            String algorithm = parameters.toString();
            PBEKeySpec spec = new PBEKeySpec(passphrase.get());
            try {
                SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
                Cipher cipher = Cipher.getInstance(algorithm);
                cipher.init(Cipher.DECRYPT_MODE, key, parameters);
                return encrypted.getKeySpec(cipher);
            } finally {
                spec.clearPassword();
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new PemException(
                    file + " cannot be decrypted: the passphrase is wrong, or the encryption not PBES2 with AES", e);
        }
    }

    private interface Making<S, K> {
        K make(KeyFactory factory, S spec) throws InvalidKeySpecException;
    }

    private <S extends KeySpec, K> K anyOf(String what, S spec, Making<S, K> making) throws PemException {
        for (String algorithm : ALGORITHMS) {
            try {
                return making.make(KeyFactory.getInstance(algorithm), spec);
            } catch (GeneralSecurityException another) {
                continue;
            }
        }
        throw new PemException(file + " holds a " + what + " that is none of " + ALGORITHMS);
    }

    /** The file only: what is in it may be secret. */
    @Override
    public String toString() {
        return file + " " + Arrays.toString(blocks.stream().map(Block::label).toArray());
    }
}
