package weft.internal.linux;

/// Whether this process may call the C library. To ask loads nothing of [Downcalls].
public final class NativeAccess {

  private NativeAccess() {}

  /// Returns whether the platform is Linux on a processor whose structures are known, and native
  /// access was granted to this module (`--enable-native-access=weft`).
  public static boolean isGranted() {
    return System.getProperty("os.name").equals("Linux")
        && (System.getProperty("os.arch").equals("amd64")
            || System.getProperty("os.arch").equals("aarch64"))
        && NativeAccess.class.getModule().isNativeAccessEnabled();
  }
}
