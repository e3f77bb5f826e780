package weft;

import weft.internal.text.Bounds;

/// The bounds of everything a peer can make the server hold or do (RFC 9110 §17.5). Sizes are in
/// bytes.
///
/// @param targetBytesMax the request target; 414 above it. 8 KiB, what RFC 9112 §3 asks a server to
///   support at least
/// @param headerBytesMax the request line and the field lines together; 431 above it. 64 KiB: Go
///   allows 1 MiB, which a few thousand slow peers turn into gigabytes
/// @param headerFieldsMax field lines of a header or trailer section; 431 above it (RFC 9110 §5.4).
///   500, as in Go
/// @param trailerBytesMax a trailer section; 431 above it. 8 KiB
/// @param chunkLineBytesMax a chunk-size line with its extensions; 400 above it. 4 KiB, as in Go
/// @param chunkExtensionBytesMax all chunk extensions of one content; 400 above it. 16 KiB
/// @param contentBytesMax the request content; 413 above it. Not bounded, because content is
///   streamed; see [Handlers#maxBytes] for one route
/// @param discardBytesMax how much content that the handler did not read is read away so that the
///   connection can be kept; above it the connection closes. 256 KiB, as in Go
/// @param formBytesMax a urlencoded form read by [Request#form()], and the names and values of one
///   read by [Request#multipartForm()]; 413 above it. 10 MiB, as in Go
/// @param queryParametersMax parameters of a query or form; 400 above it. 10,000, as in Go
/// @param cookiesMax cookies of one request; further ones are ignored. 3,000, as in Go
/// @param readBufferBytes the read buffer of an active connection; it grows up to `headerBytesMax`
///   for a long head, and is 48 KiB at least for HTTP/2 where none is held while the client is
///   silent. 8 KiB
/// @param responseBufferBytes how much content is held back so that a Content-Length can be given
///   and head and content leave in one write. 8 KiB
/// @param multipart the bounds of multipart contents
/// @param http2 the bounds of HTTP/2 connections
public record Limits(
    int targetBytesMax,
    int headerBytesMax,
    int headerFieldsMax,
    int trailerBytesMax,
    int chunkLineBytesMax,
    int chunkExtensionBytesMax,
    long contentBytesMax,
    int discardBytesMax,
    int formBytesMax,
    int queryParametersMax,
    int cookiesMax,
    int readBufferBytes,
    int responseBufferBytes,
    MultipartLimits multipart,
    Http2Limits http2) {

  /// The limits of a server that was given no others.
  public static final Limits STANDARD =
      new Limits(
          8 << 10,
          64 << 10,
          500,
          8 << 10,
          4 << 10,
          16 << 10,
          Long.MAX_VALUE,
          256 << 10,
          10 << 20,
          10_000,
          3_000,
          8 << 10,
          8 << 10,
          MultipartLimits.STANDARD,
          Http2Limits.STANDARD);

  /// Checks that every bound is positive.
  ///
  /// @throws IllegalArgumentException naming the bound that is not
  public Limits {
    Bounds.positive("targetBytesMax", targetBytesMax);
    Bounds.positive("headerBytesMax", headerBytesMax);
    Bounds.positive("headerFieldsMax", headerFieldsMax);
    Bounds.positive("trailerBytesMax", trailerBytesMax);
    Bounds.positive("chunkLineBytesMax", chunkLineBytesMax);
    Bounds.positive("chunkExtensionBytesMax", chunkExtensionBytesMax);
    Bounds.positive("contentBytesMax", contentBytesMax);
    Bounds.positive("discardBytesMax", discardBytesMax);
    Bounds.positive("formBytesMax", formBytesMax);
    Bounds.positive("queryParametersMax", queryParametersMax);
    Bounds.positive("cookiesMax", cookiesMax);
    Bounds.positive("readBufferBytes", readBufferBytes);
    Bounds.positive("responseBufferBytes", responseBufferBytes);
  }

  /// Returns a builder that starts from these limits.
  public Builder with() {
    return new Builder(this);
  }

  /// Changes some limits and keeps the others.
  public static final class Builder {
    private int targetBytesMax;
    private int headerBytesMax;
    private int headerFieldsMax;
    private int trailerBytesMax;
    private int chunkLineBytesMax;
    private int chunkExtensionBytesMax;
    private long contentBytesMax;
    private int discardBytesMax;
    private int formBytesMax;
    private int queryParametersMax;
    private int cookiesMax;
    private int readBufferBytes;
    private int responseBufferBytes;
    private MultipartLimits multipart;
    private Http2Limits http2;

    private Builder(Limits from) {
      targetBytesMax = from.targetBytesMax;
      headerBytesMax = from.headerBytesMax;
      headerFieldsMax = from.headerFieldsMax;
      trailerBytesMax = from.trailerBytesMax;
      chunkLineBytesMax = from.chunkLineBytesMax;
      chunkExtensionBytesMax = from.chunkExtensionBytesMax;
      contentBytesMax = from.contentBytesMax;
      discardBytesMax = from.discardBytesMax;
      formBytesMax = from.formBytesMax;
      queryParametersMax = from.queryParametersMax;
      cookiesMax = from.cookiesMax;
      readBufferBytes = from.readBufferBytes;
      responseBufferBytes = from.responseBufferBytes;
      multipart = from.multipart;
      http2 = from.http2;
    }

    /// Sets [Limits#targetBytesMax].
    public Builder targetBytesMax(int bytes) {
      targetBytesMax = bytes;
      return this;
    }

    /// Sets [Limits#headerBytesMax].
    public Builder headerBytesMax(int bytes) {
      headerBytesMax = bytes;
      return this;
    }

    /// Sets [Limits#headerFieldsMax].
    public Builder headerFieldsMax(int fields) {
      headerFieldsMax = fields;
      return this;
    }

    /// Sets [Limits#trailerBytesMax].
    public Builder trailerBytesMax(int bytes) {
      trailerBytesMax = bytes;
      return this;
    }

    /// Sets [Limits#chunkLineBytesMax].
    public Builder chunkLineBytesMax(int bytes) {
      chunkLineBytesMax = bytes;
      return this;
    }

    /// Sets [Limits#chunkExtensionBytesMax].
    public Builder chunkExtensionBytesMax(int bytes) {
      chunkExtensionBytesMax = bytes;
      return this;
    }

    /// Sets [Limits#contentBytesMax].
    public Builder contentBytesMax(long bytes) {
      contentBytesMax = bytes;
      return this;
    }

    /// Sets [Limits#discardBytesMax].
    public Builder discardBytesMax(int bytes) {
      discardBytesMax = bytes;
      return this;
    }

    /// Sets [Limits#formBytesMax].
    public Builder formBytesMax(int bytes) {
      formBytesMax = bytes;
      return this;
    }

    /// Sets [Limits#queryParametersMax].
    public Builder queryParametersMax(int parameters) {
      queryParametersMax = parameters;
      return this;
    }

    /// Sets [Limits#cookiesMax].
    public Builder cookiesMax(int cookies) {
      cookiesMax = cookies;
      return this;
    }

    /// Sets [Limits#readBufferBytes].
    public Builder readBufferBytes(int bytes) {
      readBufferBytes = bytes;
      return this;
    }

    /// Sets [Limits#responseBufferBytes].
    public Builder responseBufferBytes(int bytes) {
      responseBufferBytes = bytes;
      return this;
    }

    /// Sets [Limits#multipart].
    public Builder multipart(MultipartLimits limits) {
      multipart = limits;
      return this;
    }

    /// Sets [Limits#http2].
    public Builder http2(Http2Limits limits) {
      http2 = limits;
      return this;
    }

    /// Returns the limits.
    ///
    /// @throws IllegalArgumentException if a bound is not positive
    public Limits build() {
      return new Limits(
          targetBytesMax,
          headerBytesMax,
          headerFieldsMax,
          trailerBytesMax,
          chunkLineBytesMax,
          chunkExtensionBytesMax,
          contentBytesMax,
          discardBytesMax,
          formBytesMax,
          queryParametersMax,
          cookiesMax,
          readBufferBytes,
          responseBufferBytes,
          multipart,
          http2);
    }
  }
}
