package weft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What bash makes of the completion that the command prints.
class CompletionTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "weft ser,             serve",
    "./weft hel,           hello",
    "weft serve --sp,      --spa",
    "weft serve -p 1 --tl, --tls",
    "weft hello --ad,      --addr",
    "weft serve --color a, 'auto always'",
  })
  void bashCompletes(String line, String completed) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
    Path script = folder.resolve("completion");
    Files.writeString(script, Command.run("generate-completion").out());
    String complete =
        "source "
            + script
            + " && COMP_WORDS=("
            + line
            + ") && COMP_CWORD=$((${#COMP_WORDS[@]} - 1))"
            + " && _complete_weft && echo ${COMPREPLY[@]}";
    Process bash =
        new ProcessBuilder("/bin/bash", "-c", complete).redirectError(Redirect.DISCARD).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said.strip()).isEqualTo(completed);
  }
}
