package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.internal.http2.ErrorCode.INTERNAL_ERROR;
import static weft.internal.http2.Frame.headers;
import static weft.internal.http2.Frame.rstStream;
import static weft.internal.http2.Frame.settings;
import static weft.internal.http2.Frame.windowUpdate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.Handler;

/// Content that comes from a file, over HTTP/2.
class SendFileTest extends Served {

  private static final int FROM = 6; // no blank
  private static final int COUNT = 200_000;

  @TempDir Path folder;

  private Path file() throws IOException {
    var text = new StringBuilder();
    for (int i = 0; text.length() < COUNT + 10; i++) {
      text.append(i).append(' ');
    }
    return Files.writeString(folder.resolve("file"), text);
  }

  private static Handler sends(Path file, Runnable beforeHead) {
    return (w, _) -> {
      try (var source = w.openFile(file)) {
        w.header().set("Content-Length", Integer.toString(COUNT));
        w.beforeHead(beforeHead);
        w.sendFile(source, FROM, COUNT);
        assertThat(w.bytesWritten()).isEqualTo(COUNT);
      }
    };
  }

  private static String answer(Path file) throws IOException {
    return ("200 " + Files.readString(file).substring(FROM, FROM + COUNT)).strip();
  }

  private Peer asked(Handler handler, int window) throws IOException {
    Peer peer = serve(handler).greet(settings(Setting.INITIAL_WINDOW_SIZE, window));
    return peer.send(windowUpdate(0, 1 << 20), headers(1, "GET", "/"));
  }

  @Test
  void aLargeFileArrivesWhole() throws IOException {
    Path file = file();
    try (Peer peer = asked(sends(file, () -> {}), 1 << 20)) {
      assertThat(peer.response(1).equals(answer(file))).isTrue();
    }
  }

  @Test
  void aFileGoesOnWhenTheWindowOpens() throws IOException {
    Path file = file();
    try (Peer peer = asked(sends(file, () -> {}), 100_000)) {
      peer.send(windowUpdate(1, 30_000), windowUpdate(1, 1), windowUpdate(1, COUNT));
      assertThat(peer.response(1).equals(answer(file))).isTrue();
    }
  }

  @Test
  void aFileThatShrinksIsCutOff() throws IOException {
    Path file = file();
    Runnable shrinks =
        () -> {
          try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(150_000);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };
    try (Peer peer = asked(sends(file, shrinks), 1 << 20)) {
      int received = 0;
      Frame frame = peer.next();
      assertThat(frame).isInstanceOf(Frame.Headers.class);
      for (frame = peer.next(); frame instanceof Frame.Data data; frame = peer.next()) {
        assertThat(data.end()).isFalse();
        received += data.content().length();
      }
      assertThat(frame).isEqualTo(rstStream(1, INTERNAL_ERROR));
      assertThat(received).isEqualTo(150_000 - FROM);
    }
  }
}
