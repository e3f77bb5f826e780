package weft.server;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.file.FileServer;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// What a client of [FileServer] sees while somebody else has the files. A server that closes waits
/// for its requests, so each test shows that none is left.
class ChangingFilesTest {

  private static final int MORE_THAN_ANY_QUEUE = 32 << 20;

  @TempDir Path folder;
  private Path file;
  private FileServer files;

  @BeforeEach
  void makeFile() throws IOException {
    files = FileServer.of(folder);
    file = folder.resolve("file");
    try (var large = FileChannel.open(Files.createFile(file), WRITE)) {
      large.write(ByteBuffer.wrap(new byte[1]), MORE_THAN_ANY_QUEUE - 1);
    }
  }

  /// Asks for the file, whose response is too long to be sent before it is read.
  private static void begin(Wire wire) throws IOException {
    WireResponse head = wire.send(Sample.get("/file")).readHeadResponse();
    assertThat(head.header().get("Content-Length")).isEqualTo("" + MORE_THAN_ANY_QUEUE);
  }

  private static void readWhole(Wire wire) throws IOException {
    assertThat(wire.readExactly(MORE_THAN_ANY_QUEUE)).hasSize(MORE_THAN_ANY_QUEUE);
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatShrinksCutsTheConnection(Network network) throws Exception {
    try (var server = network.start(files);
        Wire wire = server.connect()) {
      begin(wire);
      try (var shrinking = FileChannel.open(file, WRITE)) {
        shrinking.truncate(100_000);
      }
      assertThat(wire.readToEnd()).hasSizeLessThan(MORE_THAN_ANY_QUEUE);
      assertThat(get(server, "/file").content()).hasSize(100_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofAFileThatGrowsAsMuchIsSentAsWasSaid(Network network) throws Exception {
    try (var server = network.start(files);
        Wire wire = server.connect()) {
      begin(wire);
      try (var growing = FileChannel.open(file, WRITE)) {
        growing.write(ByteBuffer.wrap(new byte[1000]), MORE_THAN_ANY_QUEUE);
      }
      readWhole(wire);
      assertThat(wire.send(Sample.get("/none")).readResponse().status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatVanishesIsSentToItsEnd(Network network) throws Exception {
    try (var server = network.start(files);
        Wire wire = server.connect()) {
      begin(wire);
      Files.delete(file);
      Files.writeString(file, "another");
      readWhole(wire);
      assertThat(wire.send(Sample.get("/file")).readResponse().content()).hasSize(7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPipeThatNobodyWritesToIsMissing(Network network) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (var server = network.start(files)) {
      assertThat(get(server, "/pipe").status()).isEqualTo(404);
    }
  }

  private static WireResponse get(TestServer server, String target) throws IOException {
    try (Wire wire = server.connect()) {
      return wire.send(Sample.get(target)).readResponse();
    }
  }
}
