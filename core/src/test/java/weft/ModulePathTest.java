package weft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import weft.internal.text.Tokens;

/// The tests run inside the module, so they see its internal packages.
class ModulePathTest {
  @Test
  void testsRunInTheModule() {
    assertThat(Handler.class.getModule().getName()).isEqualTo("weft");
    assertThat(ModulePathTest.class.getModule()).isSameAs(Handler.class.getModule());
  }

  @Test
  void internalPackagesAreNotExported() {
    assertThat(Tokens.class.getModule().isExported("weft.internal.text")).isFalse();
    assertThat(Tokens.isToken("GET")).isTrue();
  }
}
