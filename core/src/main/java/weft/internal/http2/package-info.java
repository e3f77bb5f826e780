/// RFC 9113: HTTP/2, as octets; with the priorities of RFC 9218 and the extended CONNECT of RFC
/// 8441.
///
/// ```
///              octets                                              octets
///                |                                                   ^
///           FrameReader                                           Sender: the writer
///                |                                                   |   FrameWriter, SendQueue
///   HPACK --> Receiver: the connection's thread                      |   HPACK
///                |                                                   |
///                |  HEADERS      +--> Http2Stream: a thread ---------+
///                +---> Streams --+--> Http2Stream: a thread ---------+
///                       table    +--> Http2Stream: a thread ---------+
/// ```
///
/// The connection's thread only reads: it never runs a handler and never waits for room to write. A
/// stream is a virtual thread that runs its handler and puts frames together; a writer, which
/// exists while there is something to write, writes them. What they share is guarded by one lock of
/// the connection, and nothing blocks under it.
///
/// ```
///                 HEADERS               handler returned and
///   (not known) -----------> in Streams -----------------------> (not known), or in Forgotten
///                             |      ^    END_STREAM or             if the client may not know
///             RST_STREAM, by  |      |    RST_STREAM was put        that it was reset
///             either side     v      |
///                            reset, its handler cancelled
/// ```
///
/// Start reading at [weft.internal.http2.Http2Connection]; what a frame does stands in `Receiver`,
/// or in `RequestReceiver` if it is a part of a request, one method for each.
@org.jspecify.annotations.NullMarked
package weft.internal.http2;
