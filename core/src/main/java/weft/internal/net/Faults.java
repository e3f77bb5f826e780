package weft.internal.net;

import org.jspecify.annotations.Nullable;

/// What goes wrong at one end of a [MemoryTransport].
///
/// @param readBytesMax how many bytes one read returns at most
/// @param splitSeed chooses at random how many of the bytes that are there each read returns; null
///   for all of them
/// @param resetAfterBytes after how many written bytes the connection is reset; the peer can still
///   read them
public record Faults(int readBytesMax, @Nullable Long splitSeed, long resetAfterBytes) {

  /// Nothing goes wrong.
  public static final Faults NONE = new Faults(Integer.MAX_VALUE, null, Long.MAX_VALUE);

  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if `readBytesMax` is not positive or `resetAfterBytes` is
  ///   negative
  public Faults {
    if (readBytesMax <= 0 || resetAfterBytes < 0) {
      throw new IllegalArgumentException(
          "readBytesMax " + readBytesMax + ", resetAfterBytes " + resetAfterBytes);
    }
  }

  /// Returns these faults with short reads.
  public Faults withReadBytesMax(int bytes) {
    return new Faults(bytes, splitSeed, resetAfterBytes);
  }

  /// Returns these faults with reads of random length.
  public Faults withSplits(long seed) {
    return new Faults(readBytesMax, seed, resetAfterBytes);
  }

  /// Returns these faults with a reset after `bytes` written bytes.
  public Faults withResetAfterBytes(long bytes) {
    return new Faults(readBytesMax, splitSeed, bytes);
  }
}
