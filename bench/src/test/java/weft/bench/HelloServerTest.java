package weft.bench;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class HelloServerTest {

  private static final String CONSCRYPT = "org.conscrypt.";
  private static final String BENCH = "weft.bench.";

  @Test
  void needsNoConscrypt() {
    var loader = new WithoutConscrypt();
    assertThatCode(() -> Class.forName(HelloServer.class.getName(), true, loader))
        .doesNotThrowAnyException();
  }

  /// Has classes of its own of this package, and none of Conscrypt.
  private static final class WithoutConscrypt extends ClassLoader {

    WithoutConscrypt() {
      super(HelloServer.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith(CONSCRYPT)) {
        throw new ClassNotFoundException(name);
      }
      return name.startsWith(BENCH) ? define(name) : super.loadClass(name, resolve);
    }

    private Class<?> define(String name) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] octets = in.readAllBytes();
        return defineClass(name, octets, 0, octets.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
