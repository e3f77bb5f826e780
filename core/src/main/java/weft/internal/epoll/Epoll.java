package weft.internal.epoll;

/// Whether this process can use the netpoller.
public final class Epoll {

  private Epoll() {}

  /// Returns whether the platform is Linux on a processor whose structures are known, and native
  /// access was granted to this module (`--enable-native-access=weft`).
  public static boolean isAvailable() {
    return System.getProperty("os.name").equals("Linux")
        && (System.getProperty("os.arch").equals("amd64")
            || System.getProperty("os.arch").equals("aarch64"))
        && Epoll.class.getModule().isNativeAccessEnabled();
  }
}
