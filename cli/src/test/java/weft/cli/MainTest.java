package weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {

  @Test
  void helpGoesToStandardOutput() {
    Command help = Command.run("--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("Usage: weft").contains("hello", "serve", "COMMAND --help");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void noCommandIsWrongUse() {
    Command none = Command.run();
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).contains("which command?", "Try 'weft --help'");
  }

  @Test
  void unknownCommandIsNamed() {
    Command unknown = Command.run("hallo");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("weft: no such command: hallo");
  }

  @Test
  void commandHasHelpOfItsOwn() {
    Command help = Command.run("hello", "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("Usage: weft hello");
  }

  @Test
  void aShellLearnsToComplete() {
    Command completion = Command.run("generate-completion");
    assertThat(completion.code()).isZero();
    assertThat(completion.out()).startsWith("#!").contains("--spa", "--addr");
  }

  @Test
  void moduleHasAName() {
    assertThat(Main.class.getModule().getName()).isEqualTo("weft.cli");
  }
}
