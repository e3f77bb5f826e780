package weft.internal.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLKeyException;
import org.jspecify.annotations.Nullable;

/// Where identities come from, to be loaded again when it changes.
public sealed interface IdentitySource {

  /// Reads the identities; blocks.
  ///
  /// @throws IOException if a file cannot be read, or what is in it cannot be used
  List<Identity> load() throws IOException;

  /// Returns the files that it reads.
  List<Path> files();

  /// One that never changes.
  record Fixed(Identity identity) implements IdentitySource {
    @Override
    public List<Identity> load() {
      return List.of(identity);
    }

    @Override
    public List<Path> files() {
      return List.of();
    }
  }

  /// A chain and a key, each in a PEM file, or both in one.
  record PemFiles(Path chain, Path key, @Nullable String password) implements IdentitySource {
    @Override
    public List<Identity> load() throws IOException {
      try {
        return List.of(Identity.parse(Pem.read(chain), Pem.read(key), password));
      } catch (SSLKeyException e) {
        throw new SSLKeyException(this + ": " + e.getMessage(), e);
      }
    }

    @Override
    public List<Path> files() {
      return List.of(chain, key);
    }

    /// Leaves the password out.
    @Override
    public String toString() {
      return chain + ", " + key;
    }
  }

  /// A PKCS#12 key store.
  record Pkcs12File(Path file, String password) implements IdentitySource {
    @Override
    public List<Identity> load() throws IOException {
      try {
        return Identity.of(KeyStore.getInstance(file.toFile(), password.toCharArray()), password);
      } catch (GeneralSecurityException e) {
        throw new SSLKeyException(this + ": no PKCS#12 key store", e);
      } catch (SSLKeyException e) {
        throw new SSLKeyException(this + ": " + e.getMessage(), e);
      }
    }

    @Override
    public List<Path> files() {
      return List.of(file);
    }

    /// Leaves the password out.
    @Override
    public String toString() {
      return file.toString();
    }
  }
}
