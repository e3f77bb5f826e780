package weft;

/// Answers one HTTP request.
///
/// A handler runs on the virtual thread of its connection (HTTP/1.1) or of its stream (HTTP/2) and
/// may block in anything. The response is complete when it returns.
@FunctionalInterface
public interface Handler {

  /// Reads the request and writes the response.
  ///
  /// The writer and the request's body are valid until this method returns and belong to one thread
  /// at a time.
  ///
  /// @throws Exception any failure: a [StatusException] is answered with its status, anything else
  ///   with 500, as long as nothing was sent; after that the connection (HTTP/1.1) or the stream
  ///   (HTTP/2) is aborted, so that the client sees that the response is not whole
  void serve(ResponseWriter w, Request r) throws Exception;
}
