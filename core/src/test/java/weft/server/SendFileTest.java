package weft.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Handler;
import weft.Limits;
import weft.Request;
import weft.ResponseWriter;
import weft.test.Recorder;
import weft.test.Requests;
import weft.test.Wire;
import weft.test.WireResponse;

/// Content that comes from a file.
class SendFileTest {

  private static final int BUFFER = Limits.STANDARD.responseBufferBytes();
  private static final int MORE_THAN_ANY_QUEUE = 32 << 20;

  @TempDir Path folder;

  private byte[] octets(int length) {
    byte[] b = new byte[length];
    new Random(3).nextBytes(b);
    return b;
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("文件 %41"), content);
  }

  private Handler sends(Path file, long position, long count, boolean declared) {
    return (w, _) -> {
      try (var source = w.openFile(file)) {
        if (declared) {
          w.header().set("Content-Length", Long.toString(count));
        }
        w.sendFile(source, position, count);
        assertThat(w.bytesWritten()).isEqualTo(count);
        assertThat(source.position()).isEqualTo(position + count);
      }
    };
  }

  private static WireResponse get(Network network, Handler handler) throws IOException {
    try (var server = network.start(handler);
        Wire wire = server.connect()) {
      WireResponse response = wire.send(Sample.get("/")).readResponse();
      if (response.status() == 200) {
        assertThat(wire.send(Sample.get("/")).readResponse().content())
            .isEqualTo(response.content());
      }
      return response;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSmallFileHasALength(Network network) throws IOException {
    byte[] content = octets(BUFFER);
    WireResponse response = get(network, sends(file(content), 0, BUFFER, false));
    assertThat(response.header().get("Content-Length")).isEqualTo(Integer.toString(BUFFER));
    assertThat(response.header().get("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(response.content()).isEqualTo(content);
  }

  @ParameterizedTest
  @EnumSource
  void aLargeFileWithADeclaredLengthIsNotChunked(Network network) throws IOException {
    byte[] content = octets(3_000_000);
    WireResponse response = get(network, sends(file(content), 0, content.length, true));
    assertThat(response.header().get("Content-Length")).isEqualTo("3000000");
    assertThat(response.header().contains("Transfer-Encoding")).isFalse();
    assertThat(response.header().get("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(response.content()).isEqualTo(content);
  }

  @ParameterizedTest
  @EnumSource
  void aLargeFileWithoutADeclaredLengthIsChunked(Network network) throws IOException {
    byte[] content = octets(300_000);
    WireResponse response = get(network, sends(file(content), 0, content.length, false));
    assertThat(response.header().get("Transfer-Encoding")).isEqualTo("chunked");
    assertThat(response.content()).isEqualTo(content);
  }

  @ParameterizedTest
  @EnumSource
  void partsOfFilesGoBetweenOtherContent(Network network) throws IOException {
    byte[] content = octets(200_000);
    Path file = file(content);
    Handler handler =
        (w, _) -> {
          w.header().set("Content-Length", "150005");
          w.print("<");
          try (var source = w.openFile(file)) {
            w.sendFile(source, 40_000, 100_000);
            w.print(">");
            w.sendFile(source, 0, 50_000);
            w.print("end");
            w.sendFile(source, 200_000, 0);
          }
        };
    var expected = new byte[150_005];
    expected[0] = '<';
    System.arraycopy(content, 40_000, expected, 1, 100_000);
    expected[100_001] = '>';
    System.arraycopy(content, 0, expected, 100_002, 50_000);
    System.arraycopy("end".getBytes(US_ASCII), 0, expected, 150_002, 3);
    assertThat(get(network, handler).content()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void aChannelOfTheHandlersOwnIsSentToo(Network network) throws IOException {
    byte[] content = octets(300_000);
    Path file = file(content);
    Handler handler =
        (w, _) -> {
          w.header().set("Content-Length", "299999");
          try (var source = FileChannel.open(file)) {
            w.sendFile(source, 1, 299_999);
          }
        };
    assertThat(get(network, handler).content())
        .isEqualTo(Arrays.copyOfRange(content, 1, content.length));
  }

  @ParameterizedTest
  @EnumSource
  void aFileOfAnotherFileSystemIsSentToo(Network network) throws IOException {
    byte[] content = octets(100_000);
    Path zip = folder.resolve("a.zip");
    try (var files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Files.write(files.getPath("inside"), content);
    }
    try (var files = FileSystems.newFileSystem(zip)) {
      Handler handler = sends(files.getPath("inside"), 0, content.length, true);
      assertThat(get(network, handler).content()).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @EnumSource
  void headHasTheLengthOnly(Network network) throws IOException {
    Path file = file(octets(300_000));
    try (var server = network.start(sends(file, 0, 300_000, true));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/").replaceFirst("GET", "HEAD"));
      assertThat(wire.readHeadResponse().header().get("Content-Length")).isEqualTo("300000");
      assertThat(wire.send(Sample.get("/")).readResponse().content()).hasSize(300_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeSentIsRefusedBeforeTheHead(Network network) throws IOException {
    Path file = file(octets(10));
    Handler handler =
        (w, _) -> {
          assertThatExceptionOfType(NoSuchFileException.class)
              .isThrownBy(() -> w.openFile(folder.resolve("none")));
          try (var source = w.openFile(file)) {
            refuses(w, source);
          }
          w.print("ok");
        };
    assertThat(get(network, handler).text()).isEqualTo("ok");
  }

  private static void refuses(ResponseWriter w, SeekableByteChannel source) {
    assertThatExceptionOfType(EOFException.class).isThrownBy(() -> w.sendFile(source, 0, 11));
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> w.sendFile(source, Long.MAX_VALUE, Long.MAX_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> w.sendFile(source, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> w.sendFile(source, 1, -1));
    w.status(204);
    assertThatIllegalStateException().isThrownBy(() -> w.sendFile(source, 0, 1));
    w.status(200);
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatShrinksWhileItIsSentCutsTheConnection(Network network) throws Exception {
    Path file = folder.resolve("shrinks");
    try (var large = FileChannel.open(Files.createFile(file), WRITE)) {
      large.write(ByteBuffer.wrap(new byte[1]), MORE_THAN_ANY_QUEUE - 1);
    }
    var failure = new CompletableFuture<Throwable>();
    Handler handler =
        (w, r) -> {
          try {
            sends(file, 0, MORE_THAN_ANY_QUEUE, true).serve(w, r);
          } catch (Throwable e) {
            failure.complete(e);
            throw e;
          }
        };
    try (var server = network.start(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/")).readLine();
      try (var shrinking = FileChannel.open(file, WRITE)) {
        shrinking.truncate(100_000);
      }
      assertThat(wire.readToEnd()).hasSizeLessThan(MORE_THAN_ANY_QUEUE);
      assertThat(failure.get()).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void aRecorderRecordsIt() throws Exception {
    byte[] content = octets(100_000);
    Request request = Requests.get("/");
    Recorder recorder = Recorder.serve(sends(file(content), 0, content.length, true), request);
    assertThat(recorder.content()).isEqualTo(content);
  }
}
