package weft.internal.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static weft.internal.net.Spawned.spawn;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What holds for every transport; `near` is the end under test, `far` its peer.
abstract class TransportContract {

  private static final int MORE_THAN_ANY_QUEUE = 32 << 20;

  Transport near;
  Transport far;
  final Heard heard = new Heard();

  /// Sets [#near] and [#far].
  abstract void connect() throws IOException;

  /// Closes [#far] so that [#near] sees a reset.
  abstract void resetFar() throws IOException;

  @BeforeEach
  void connected() throws IOException {
    connect();
    near.peerListener(heard);
  }

  @AfterEach
  void closeBoth() {
    near.close();
    far.close();
  }

  static String read(Transport from, int max) throws IOException {
    byte[] b = new byte[max + 2];
    int n = from.read(b, 1, max);
    return n < 0 ? "end" : new String(b, 1, n, US_ASCII);
  }

  static String readAll(Transport from, int bytes) throws IOException {
    var text = new StringBuilder();
    while (text.length() < bytes) {
      text.append(read(from, bytes - text.length()));
    }
    return text.toString();
  }

  static void write(Transport to, String text) throws IOException {
    byte[] b = ("<" + text + ">").getBytes(US_ASCII);
    to.write(b, 1, b.length - 2);
  }

  static byte[] noise(int bytes) {
    byte[] b = new byte[bytes];
    new Random(1).nextBytes(b);
    return b;
  }

  static byte[] readBytes(Transport from, int bytes) throws IOException {
    byte[] b = new byte[bytes];
    int at = 0;
    while (at < bytes) {
      int n = from.read(b, at, bytes - at);
      assertThat(n).isPositive();
      at += n;
    }
    return b;
  }

  @Test
  void readsWhatThePeerWrote() throws IOException {
    write(far, "hello");
    assertThat(readAll(near, 5)).isEqualTo("hello");
  }

  @Test
  void writesWhatThePeerReads() throws IOException {
    write(near, "one");
    write(near, "two");
    assertThat(readAll(far, 6)).isEqualTo("onetwo");
  }

  @Test
  void readsNoMoreThanAskedFor() throws IOException {
    write(far, "abc");
    assertThat(read(near, 1)).isEqualTo("a");
    assertThat(readAll(near, 2)).isEqualTo("bc");
  }

  @Test
  void aReaderWaitsForBytes() throws Exception {
    var reader = spawn(() -> read(near, 5)).awaitBlocked();
    write(far, "x");
    assertThat(reader.join()).isEqualTo("x");
  }

  @Test
  void writesMoreThanFitsInAnyQueue() throws Exception {
    byte[] sent = noise(4 << 20);
    var writer =
        spawn(
            () -> {
              near.write(sent, 0, sent.length);
              return "done";
            });
    assertThat(readBytes(far, sent.length)).isEqualTo(sent);
    assertThat(writer.join()).isEqualTo("done");
  }

  /// Returns a file that is full of holes, open as `near` opens files that it sends, if it does.
  private SeekableByteChannel largeFile() throws IOException {
    Path file = Files.createTempFile("weft", null);
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(MORE_THAN_ANY_QUEUE - 1).write(ByteBuffer.wrap(new byte[] {'x'}));
      var opened = near.openFile(file);
      assertThat(opened.size()).isEqualTo(MORE_THAN_ANY_QUEUE);
      return opened;
    } finally {
      Files.delete(file);
    }
  }

  private Spawned<Long> fileSender(SeekableByteChannel file) {
    return spawn(() -> near.sendFile(file, MORE_THAN_ANY_QUEUE, MORE_THAN_ANY_QUEUE))
        .awaitBlocked();
  }

  /// Most transports leave files to be copied.
  boolean sendsFiles() {
    return false;
  }

  @Test
  void sendsFilesOrSaysThatItDoesNot() throws Exception {
    try (var file = largeFile()) {
      file.position(1);
      var sender = spawn(() -> near.sendFile(file, Long.MAX_VALUE, Long.MAX_VALUE));
      if (sendsFiles()) {
        byte[] received = readBytes(far, MORE_THAN_ANY_QUEUE - 1);
        assertThat(received[received.length - 2]).isZero();
        assertThat(received[received.length - 1]).isEqualTo((byte) 'x');
        assertThat(sender.join()).isEqualTo(received.length);
        assertThat(file.position()).isEqualTo(MORE_THAN_ANY_QUEUE);
      } else {
        assertThat(sender.join()).isZero();
      }
    }
  }

  @Test
  void sendingAFileWaitsForNoMoreRoomThanItIsTold() throws Exception {
    assumeTrue(sendsFiles(), "copies files");
    try (var file = largeFile()) {
      assertThat(near.sendFile(file, MORE_THAN_ANY_QUEUE, 1))
          .isEqualTo(file.position())
          .isBetween(1L, MORE_THAN_ANY_QUEUE - 1L);
    }
  }

  @Test
  void whatIsWrittenWithMoreToComeArrivesBeforeIt() throws Exception {
    byte[] head = "head".getBytes(US_ASCII);
    near.writeMore(head, 0, head.length);
    write(near, "rest");
    assertThat(readBytes(far, 8)).isEqualTo("headrest".getBytes(US_ASCII));
  }

  @Test
  void aWriteDeadlineWakesWhoSendsAFile() throws Exception {
    assumeTrue(sendsFiles(), "copies files");
    try (var file = largeFile()) {
      var sender = fileSender(file);
      near.writeDeadline(10);
      near.sweep(10);
      assertThatThrownBy(sender::join).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void closeWakesWhoSendsAFile() throws Exception {
    assumeTrue(sendsFiles(), "copies files");
    try (var file = largeFile()) {
      var sender = fileSender(file);
      near.close();
      assertThatThrownBy(sender::join).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void aClosedFileFailsAndTheConnectionGoesOn() throws Exception {
    var file = largeFile();
    file.close();
    assertThat(file.isOpen()).isFalse();
    if (sendsFiles()) {
      assertThatThrownBy(() -> near.sendFile(file, 1, 1))
          .isInstanceOf(ClosedChannelException.class);
    }
    assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    write(near, "x");
    assertThat(read(far, 1)).isEqualTo("x");
  }

  @Test
  void aFileIsReadLikeAnyOther() throws Exception {
    try (var file = largeFile()) {
      var all = ByteBuffer.allocate(1 << 20);
      assertThat(file.position(MORE_THAN_ANY_QUEUE - 3).read(all)).isEqualTo(3);
      assertThat(file.read(all)).isEqualTo(-1);
      assertThat(all.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {0, 0, 'x'}));
      assertThatThrownBy(() -> file.write(all)).isInstanceOf(NonWritableChannelException.class);
    }
  }

  @Test
  void readsTheEndAfterTheLastByte() throws IOException {
    write(far, "last");
    far.shutdownOutput();
    assertThat(readAll(near, 4)).isEqualTo("last");
    assertThat(read(near, 1)).isEqualTo("end");
    assertThat(read(near, 1)).isEqualTo("end");
  }

  @Test
  void theEndWakesTheReader() throws Exception {
    var reader = spawn(() -> read(near, 1)).awaitBlocked();
    far.shutdownOutput();
    assertThat(reader.join()).isEqualTo("end");
  }

  @Test
  void stillWritesToAPeerThatHasHalfClosed() throws IOException {
    far.shutdownOutput();
    assertThat(read(near, 1)).isEqualTo("end");
    write(near, "answer");
    assertThat(readAll(far, 6)).isEqualTo("answer");
  }

  @Test
  void doesNotWriteAfterItsOwnHalfClose() throws IOException {
    near.shutdownOutput();
    assertThatThrownBy(() -> write(near, "x")).isInstanceOf(ClosedChannelException.class);
    write(far, "y");
    assertThat(read(near, 1)).isEqualTo("y");
  }

  @Test
  void aReadDeadlineWakesTheReaderAndFailsLaterReads() throws Exception {
    var reader = spawn(() -> read(near, 1)).awaitBlocked();
    near.readDeadline(10);
    near.sweep(9);
    reader.awaitBlocked();
    near.sweep(10);
    assertThatThrownBy(reader::join).isInstanceOf(SocketTimeoutException.class);
    near.sweep(11);
    assertThatThrownBy(() -> read(near, 1)).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void writesAfterTheReadDeadline() throws IOException {
    near.expireRead();
    write(near, "408");
    near.shutdownOutput();
    assertThat(readAll(far, 3)).isEqualTo("408");
    assertThat(read(far, 1)).isEqualTo("end");
  }

  @Test
  void anExpiredReadFailsAlthoughTheConnectionIsClosed() {
    near.expireRead();
    near.close();
    assertThatThrownBy(() -> read(near, 1)).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aWriteDeadlineWakesTheWriterAndFailsLaterWrites() throws Exception {
    var writer = blockedWriter();
    near.writeDeadline(10);
    near.sweep(9);
    writer.awaitBlocked();
    near.sweep(10);
    assertThatThrownBy(writer::join).isInstanceOf(SocketTimeoutException.class);
    near.sweep(11);
    assertThatThrownBy(() -> write(near, "x")).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aWriteDeadlineClosesForTheReaderToo() throws Exception {
    var reader = spawn(() -> read(near, 1)).awaitBlocked();
    near.expireWrite();
    assertThatThrownBy(reader::join).isInstanceOf(ClosedChannelException.class);
  }

  private Spawned<String> blockedWriter() {
    return spawn(
            () -> {
              near.write(new byte[MORE_THAN_ANY_QUEUE], 0, MORE_THAN_ANY_QUEUE);
              return "written";
            })
        .awaitBlocked();
  }

  @Test
  void closeWakesTheReader() throws Exception {
    var reader = spawn(() -> read(near, 1)).awaitBlocked();
    near.close();
    assertThatThrownBy(reader::join).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void closeWakesTheWriter() throws Exception {
    var writer = blockedWriter();
    near.close();
    assertThatThrownBy(writer::join).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void closesTwice() {
    near.close();
    near.close();
    assertThatThrownBy(() -> read(near, 1)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> write(near, "x")).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void everythingMayBeCalledAfterClose() {
    near.close();
    near.expireRead();
    near.expireWrite();
    near.watchPeer();
    assertThatIOException().isThrownBy(near::shutdownOutput);
  }

  @Test
  void writingToAClosedPeerFailsInTheEnd() {
    far.close();
    assertThatIOException()
        .isThrownBy(
            () -> {
              while (true) {
                near.write(new byte[1 << 10], 0, 1 << 10);
              }
            });
  }

  @Test
  void aClosedPeerWakesTheWriter() throws Exception {
    var writer = blockedWriter();
    far.close();
    assertThatThrownBy(writer::join)
        .isInstanceOf(IOException.class)
        .isNotInstanceOfAny(SocketTimeoutException.class, ClosedChannelException.class);
  }

  @Test
  void aResetFailsTheReader() throws Exception {
    var reader = spawn(() -> read(near, 1)).awaitBlocked();
    resetFar();
    assertThatThrownBy(reader::join)
        .isInstanceOf(IOException.class)
        .isNotInstanceOfAny(SocketTimeoutException.class, ClosedChannelException.class);
  }

  /// Most transports are closed by an interrupt, as a channel is.
  boolean closesOnInterrupt() {
    return true;
  }

  @Test
  void anInterruptEndsAWait() throws Exception {
    interruptReader();
  }

  @Test
  void anInterruptEndsAWaitWhileWatched() throws Exception {
    near.watchPeer();
    interruptReader();
  }

  private void interruptReader() throws Exception {
    var reader = spawn(() -> read(near, 1)).awaitBlocked();
    reader.interrupt();
    if (closesOnInterrupt()) {
      assertThatThrownBy(reader::join).isInstanceOf(ClosedByInterruptException.class);
      assertThatThrownBy(() -> write(near, "x")).isInstanceOf(ClosedChannelException.class);
    } else {
      assertThatThrownBy(reader::join).isInstanceOf(InterruptedIOException.class);
      write(near, "x");
      assertThat(read(far, 1)).isEqualTo("x");
    }
  }

  @Test
  void saysNothingOfAPeerThatDoesNothing() throws IOException {
    near.watchPeer();
    near.watchPeer();
    write(near, "still there");
    assertThat(readAll(far, 11)).isEqualTo("still there");
    assertThat(heard.soFar()).isEmpty();
  }

  @Test
  void losesNoByteThatArrivedWhileWatched() throws IOException {
    near.watchPeer();
    write(far, "one");
    write(far, "two");
    assertThat(readAll(near, 6)).isEqualTo("onetwo");
    write(far, "three");
    assertThat(readAll(near, 5)).isEqualTo("three");
    assertThat(heard.soFar()).isEmpty();
  }

  @Test
  void tellsOnceThatThePeerHasHalfClosedAndReadsTheBytesBefore() throws Exception {
    near.watchPeer();
    write(far, "bye");
    far.shutdownOutput();
    assertThat(heard.await()).containsExactly("halfClosed");
    near.watchPeer();
    assertThat(readAll(near, 3)).isEqualTo("bye");
    assertThat(read(near, 1)).isEqualTo("end");
    near.watchPeer();
    assertThat(read(near, 1)).isEqualTo("end");
    assertThat(heard.soFar()).containsExactly("halfClosed");
  }

  @Test
  void tellsOfAHalfCloseThatWasThereBeforeTheWatch() throws Exception {
    far.shutdownOutput();
    assertThat(read(near, 1)).isEqualTo("end");
    near.watchPeer();
    assertThat(heard.await()).containsExactly("halfClosed");
  }

  @Test
  void tellsOnceThatThePeerHasReset() throws Exception {
    near.watchPeer();
    resetFar();
    assertThat(heard.await()).containsExactly("gone");
    near.watchPeer();
    for (int i = 0; i < 2; i++) {
      assertThatIOException().isThrownBy(() -> read(near, 1));
    }
    assertThat(heard.soFar()).containsExactly("gone");
  }

  @Test
  void itsOwnCloseIsNotNewsOfThePeer() throws IOException {
    near.watchPeer();
    near.close();
    assertThatThrownBy(() -> read(near, 1)).isInstanceOf(ClosedChannelException.class);
    assertThat(heard.soFar()).isEmpty();
  }

  @Test
  void aReaderThatComesBackToAWatchedConnectionGetsTheNextBytes() throws Exception {
    for (int i = 0; i < 100; i++) {
      near.watchPeer();
      var reader = spawn(() -> read(near, 1)).awaitBlocked();
      write(far, "x");
      assertThat(reader.join()).isEqualTo("x");
    }
  }

  @Test
  void expiryWakesAReaderOfAWatchedConnection() throws Exception {
    near.watchPeer();
    var reader = spawn(() -> read(near, 1)).awaitBlocked();
    near.expireRead();
    assertThatThrownBy(reader::join).isInstanceOf(SocketTimeoutException.class);
    assertThat(heard.soFar()).isEmpty();
  }

  @Test
  void closeWakesAReaderOfAWatchedConnection() throws Exception {
    near.watchPeer();
    var reader = spawn(() -> read(near, 1)).awaitBlocked();
    near.close();
    assertThatThrownBy(reader::join).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void keepsTheOrderOfMoreBytesThanAreReadAhead() throws Exception {
    byte[] sent = noise(8 << 20);
    near.watchPeer();
    var writer =
        spawn(
                () -> {
                  far.write(sent, 0, sent.length);
                  far.shutdownOutput();
                  return "done";
                })
            .awaitBlocked();
    near.watchPeer();
    assertThat(readBytes(near, sent.length)).isEqualTo(sent);
    assertThat(read(near, 1)).isEqualTo("end");
    assertThat(writer.join()).isEqualTo("done");
  }

  @Test
  void losesAndReordersNothingWhenReadsAndWatchesInterleave() throws IOException {
    var random = new Random(42);
    byte[] b = new byte[64];
    int sent = 0;
    int received = 0;
    for (int i = 0; i < 2_000; i++) {
      switch (random.nextInt(4)) {
        case 0 -> near.watchPeer();
        case 1 -> Thread.yield();
        case 2 -> sent += writeCounting(sent, 1 + random.nextInt(b.length));
        default -> {
          if (received < sent) {
            int n = near.read(b, 0, 1 + random.nextInt(b.length));
            assertCounting(b, n, received);
            received += n;
          }
        }
      }
    }
    assertThat(received).isPositive();
  }

  private int writeCounting(int from, int count) throws IOException {
    byte[] b = new byte[count];
    for (int i = 0; i < count; i++) {
      b[i] = (byte) (from + i);
    }
    far.write(b, 0, count);
    return count;
  }

  @Test
  void losesAndReordersNothingUnderASweeperThatNeverRests() throws Exception {
    byte[] sent = noise(1 << 20);
    var writer = spawn(() -> writeInPieces(sent));
    var reader = spawn(() -> readInPieces(sent.length));
    var sweeper = Thread.ofPlatform().start(() -> watchUntilInterrupted());
    try {
      assertThat(Arrays.equals(reader.join(), sent)).isTrue();
      assertThat(writer.join()).isEqualTo(sent.length);
    } finally {
      sweeper.interrupt();
      sweeper.join();
    }
  }

  private void watchUntilInterrupted() {
    while (!Thread.currentThread().isInterrupted()) {
      near.watchPeer();
      Thread.yield();
    }
  }

  private int writeInPieces(byte[] b) throws IOException {
    var random = new Random(7);
    int at = 0;
    while (at < b.length) {
      int n = Math.min(b.length - at, 1 + random.nextInt(400));
      far.write(b, at, n);
      at += n;
    }
    return at;
  }

  private byte[] readInPieces(int bytes) throws IOException {
    var random = new Random(8);
    byte[] b = new byte[bytes];
    int at = 0;
    while (at < bytes) {
      at += near.read(b, at, Math.min(bytes - at, 1 + random.nextInt(400)));
    }
    return b;
  }

  private static void assertCounting(byte[] b, int n, int from) {
    assertThat(n).isPositive();
    for (int i = 0; i < n; i++) {
      assertThat(b[i]).isEqualTo((byte) (from + i));
    }
  }
}
