package io.hyps.protocol.mqtt;

import io.hyps.protocol.pem.PemException;
import io.hyps.protocol.pem.PemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom a TLS connection trusts and who it is, as PEM files. They are read for each connection, so that renewed
 * certificates are used from the next one on.
 *
 * @param authorities certificates of those who may vouch for the broker; the platform's if absent
 * @param certificate the client's, with those between it and the authority
 * @param key the client's private key
 * @param passphraseFile holds the passphrase of the key
 */
public record TlsFiles(
        Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key, Optional<Path> passphraseFile) {
    /** The platform's authorities, and no certificate of the client's. */
    public static final TlsFiles PLATFORM =
            new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public TlsFiles {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    "hyps.mqtt.certificate-file and hyps.mqtt.key-file go together: only one of them is set");
        }
    }

    /** @throws LinkException if a file cannot be used, in one line */
    SSLSocketFactory sockets() throws LinkException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust(), null);
            return context.getSocketFactory();
        } catch (PemException e) {
            throw new LinkException(String.valueOf(e.getMessage()), e);
        } catch (GeneralSecurityException | IOException e) {
            throw new LinkException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private KeyManager @Nullable [] keys() throws PemException, GeneralSecurityException, IOException {
        if (certificate.isEmpty() || key.isEmpty()) {
            return null;
        }
        List<X509Certificate> chain = PemFile.open(certificate.get()).certificates();
        PrivateKey privateKey = PemFile.open(key.get()).privateKey(passphrase());
        if (!privateKey.getAlgorithm().equals(chain.get(0).getPublicKey().getAlgorithm())) {
            throw new GeneralSecurityException(key.get() + " is not the key of " + certificate.get());
        }
        KeyStore store = empty();
        char[] inMemory = new char[0];
        store.setKeyEntry("client", privateKey, inMemory, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, inMemory);
        return managers.getKeyManagers();
    }

    private Optional<char[]> passphrase() throws IOException {
        if (passphraseFile.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Files.readString(passphraseFile.get()).stripTrailing().toCharArray());
    }

    private TrustManager @Nullable [] trust() throws PemException, GeneralSecurityException, IOException {
        if (authorities.isEmpty()) {
            return null;
        }
        KeyStore store = empty();
        for (X509Certificate authority : PemFile.open(authorities.get()).certificates()) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        return managers.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
