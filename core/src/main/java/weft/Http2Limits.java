package weft;

import weft.internal.text.Bounds;

/// The bounds of what a peer can make the server hold or do on one HTTP/2 connection (RFC 9113
/// §10.5). Sizes are in bytes. In Go these are the fields of `HTTP2Config`.
///
/// @param streamsMax requests under way at one time; REFUSED_STREAM above it. 100, the least that
///   RFC 9113 §6.5.2 recommends; Go allows 250
/// @param frameBytesMax the payload of a frame that is received; FRAME_SIZE_ERROR above it. 16 KiB,
///   the least that RFC 9113 §6.5.2 allows, at most 2^24 - 1
/// @param decoderTableBytesMax the table of fields that the peer sent before. 4 KiB, as in Go
/// @param encoderTableBytesMax the table of fields that were sent to the peer, if it allows as
///   much. 4 KiB, as in Go
/// @param streamWindowBytes content of one request that may arrive before the handler reads it, at
///   first. 64 KiB
/// @param streamWindowBytesMax the same for a handler that reads faster than the peer sends. 1 MiB,
///   what Go allows at once
/// @param connectionWindowBytes content of all requests that may arrive before handlers read it. 8
///   MiB: more than `streamsMax` first windows, so that streams that stand still do not stop the
///   others; Go allows 1 MiB
/// @param unreadBytesMax content that all connections of the server hold unread; above it windows
///   shrink to their first size. 256 MiB
/// @param outputBytesMax what waits to be sent to a peer that makes the server answer and does not
///   read; ENHANCE_YOUR_CALM above it. 256 KiB
/// @param overheadMax what a peer may cost beyond its requests, in points: 20 for a request that it
///   resets or that is malformed, 5 for PING, SETTINGS, CONTINUATION and empty DATA, 1 for other
///   frames that ask for nothing. 100 points come back each second, 5 with each request served;
///   ENHANCE_YOUR_CALM above it. 5,000
public record Http2Limits(
    int streamsMax,
    int frameBytesMax,
    int decoderTableBytesMax,
    int encoderTableBytesMax,
    int streamWindowBytes,
    int streamWindowBytesMax,
    int connectionWindowBytes,
    long unreadBytesMax,
    int outputBytesMax,
    int overheadMax) {

  /// The limits of a server that was given no others.
  public static final Http2Limits STANDARD =
      new Http2Limits(
          100,
          16 << 10,
          4 << 10,
          4 << 10,
          64 << 10,
          1 << 20,
          8 << 20,
          256L << 20,
          256 << 10,
          5_000);

  private static final int FRAME_BYTES_LEAST = 16 << 10;
  private static final int FRAME_BYTES_MOST = (1 << 24) - 1;

  /// Checks that every bound is positive, and those that the protocol bounds.
  ///
  /// @throws IllegalArgumentException naming the bound that is not
  public Http2Limits {
    Bounds.positive("streamsMax", streamsMax);
    if (frameBytesMax < FRAME_BYTES_LEAST || frameBytesMax > FRAME_BYTES_MOST) {
      throw new IllegalArgumentException("frameBytesMax is not allowed: " + frameBytesMax);
    }
    Bounds.positive("decoderTableBytesMax", decoderTableBytesMax);
    Bounds.positive("encoderTableBytesMax", encoderTableBytesMax);
    Bounds.positive("streamWindowBytes", streamWindowBytes);
    Bounds.positive("streamWindowBytesMax", streamWindowBytesMax);
    Bounds.positive("connectionWindowBytes", connectionWindowBytes);
    Bounds.positive("unreadBytesMax", unreadBytesMax);
    Bounds.positive("outputBytesMax", outputBytesMax);
    Bounds.positive("overheadMax", overheadMax);
  }

  /// Returns a builder that starts from these limits.
  public Builder with() {
    return new Builder(this);
  }

  /// Changes some limits and keeps the others.
  public static final class Builder {
    private int streamsMax;
    private int frameBytesMax;
    private int decoderTableBytesMax;
    private int encoderTableBytesMax;
    private int streamWindowBytes;
    private int streamWindowBytesMax;
    private int connectionWindowBytes;
    private long unreadBytesMax;
    private int outputBytesMax;
    private int overheadMax;

    private Builder(Http2Limits from) {
      streamsMax = from.streamsMax;
      frameBytesMax = from.frameBytesMax;
      decoderTableBytesMax = from.decoderTableBytesMax;
      encoderTableBytesMax = from.encoderTableBytesMax;
      streamWindowBytes = from.streamWindowBytes;
      streamWindowBytesMax = from.streamWindowBytesMax;
      connectionWindowBytes = from.connectionWindowBytes;
      unreadBytesMax = from.unreadBytesMax;
      outputBytesMax = from.outputBytesMax;
      overheadMax = from.overheadMax;
    }

    /// Sets [Http2Limits#streamsMax].
    public Builder streamsMax(int streams) {
      streamsMax = streams;
      return this;
    }

    /// Sets [Http2Limits#frameBytesMax].
    public Builder frameBytesMax(int bytes) {
      frameBytesMax = bytes;
      return this;
    }

    /// Sets [Http2Limits#decoderTableBytesMax].
    public Builder decoderTableBytesMax(int bytes) {
      decoderTableBytesMax = bytes;
      return this;
    }

    /// Sets [Http2Limits#encoderTableBytesMax].
    public Builder encoderTableBytesMax(int bytes) {
      encoderTableBytesMax = bytes;
      return this;
    }

    /// Sets [Http2Limits#streamWindowBytes].
    public Builder streamWindowBytes(int bytes) {
      streamWindowBytes = bytes;
      return this;
    }

    /// Sets [Http2Limits#streamWindowBytesMax].
    public Builder streamWindowBytesMax(int bytes) {
      streamWindowBytesMax = bytes;
      return this;
    }

    /// Sets [Http2Limits#connectionWindowBytes].
    public Builder connectionWindowBytes(int bytes) {
      connectionWindowBytes = bytes;
      return this;
    }

    /// Sets [Http2Limits#unreadBytesMax].
    public Builder unreadBytesMax(long bytes) {
      unreadBytesMax = bytes;
      return this;
    }

    /// Sets [Http2Limits#outputBytesMax].
    public Builder outputBytesMax(int bytes) {
      outputBytesMax = bytes;
      return this;
    }

    /// Sets [Http2Limits#overheadMax].
    public Builder overheadMax(int points) {
      overheadMax = points;
      return this;
    }

    /// Returns the limits.
    ///
    /// @throws IllegalArgumentException if a bound is not allowed
    public Http2Limits build() {
      return new Http2Limits(
          streamsMax,
          frameBytesMax,
          decoderTableBytesMax,
          encoderTableBytesMax,
          streamWindowBytes,
          streamWindowBytesMax,
          connectionWindowBytes,
          unreadBytesMax,
          outputBytesMax,
          overheadMax);
    }
  }
}
