package weft;

/// The bounds of a multipart content (RFC 2046 §5.1); 413 above each of them. Sizes are in bytes.
///
/// @param partsMax parts of one content. 1,000, as in Go
/// @param headerBytesMax the header section of one part, and what may stand before the first one. 8
///   KiB: Go bounds those of all parts together, by 10 MiB
/// @param headerFieldsMax field lines of one part. 64: Go bounds those of all parts together, by
///   10,000
/// @param memoryBytesMax files that [Request#multipartForm()] keeps in memory, all together;
///   further ones go to the disk. 1 MiB: Go keeps 32 MiB, which a thousand peers turn into
///   gigabytes
/// @param diskBytesMax files of one form on the disk, all together. 1 GiB; Go has no bound
public record MultipartLimits(
    int partsMax, int headerBytesMax, int headerFieldsMax, int memoryBytesMax, long diskBytesMax) {

  /// The limits of a server that was given no others.
  public static final MultipartLimits STANDARD =
      new MultipartLimits(1_000, 8 << 10, 64, 1 << 20, 1L << 30);

  /// Checks that every bound is positive.
  ///
  /// @throws IllegalArgumentException naming the bound that is not
  public MultipartLimits {
    positive("partsMax", partsMax);
    positive("headerBytesMax", headerBytesMax);
    positive("headerFieldsMax", headerFieldsMax);
    positive("memoryBytesMax", memoryBytesMax);
    positive("diskBytesMax", diskBytesMax);
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }

  /// Returns these limits with another [#partsMax].
  public MultipartLimits withPartsMax(int parts) {
    return new MultipartLimits(
        parts, headerBytesMax, headerFieldsMax, memoryBytesMax, diskBytesMax);
  }

  /// Returns these limits with another [#headerBytesMax].
  public MultipartLimits withHeaderBytesMax(int bytes) {
    return new MultipartLimits(partsMax, bytes, headerFieldsMax, memoryBytesMax, diskBytesMax);
  }

  /// Returns these limits with another [#headerFieldsMax].
  public MultipartLimits withHeaderFieldsMax(int fields) {
    return new MultipartLimits(partsMax, headerBytesMax, fields, memoryBytesMax, diskBytesMax);
  }

  /// Returns these limits with another [#memoryBytesMax].
  public MultipartLimits withMemoryBytesMax(int bytes) {
    return new MultipartLimits(partsMax, headerBytesMax, headerFieldsMax, bytes, diskBytesMax);
  }

  /// Returns these limits with another [#diskBytesMax].
  public MultipartLimits withDiskBytesMax(long bytes) {
    return new MultipartLimits(partsMax, headerBytesMax, headerFieldsMax, memoryBytesMax, bytes);
  }
}
