package weft.internal.epoll;

import weft.internal.linux.NativeAccess;

/// Whether this process can use the netpoller.
public final class Epoll {

  private Epoll() {}

  /// Returns whether the platform is Linux on a processor whose structures are known, and native
  /// access was granted to this module (`--enable-native-access=weft`).
  public static boolean isAvailable() {
    return NativeAccess.isGranted();
  }
}
