package weft.internal.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// The files that Unix domain sockets are bound to.
public final class SocketFiles {

  private SocketFiles() {}

  /// Deletes the file at `address` if it is a socket that no server listens on any more.
  public static void deleteStale(UnixDomainSocketAddress address) throws IOException {
    if (isStale(address)) {
      Files.deleteIfExists(address.getPath());
    }
  }

  private static boolean isStale(UnixDomainSocketAddress address) throws IOException {
    if (!isSocket(address.getPath())) {
      return false;
    }
    try (var _ = SocketChannel.open(address)) {
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        && Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isOther();
  }
}
