package weft;

/// Makes the content of error replies, see [ResponseWriter#errorPage(ErrorPage)] and
/// [weft.server.Server.Builder#errorPage].
@FunctionalInterface
public interface ErrorPage {

  /// A line of plain text: the message.
  ErrorPage PLAIN_TEXT = (_, message) -> new Content("text/plain; charset=utf-8", message + "\n");

  /// What an error reply has.
  ///
  /// @param type for the Content-Type field
  /// @param text sent in UTF-8
  record Content(String type, String text) {}

  /// Returns the content for `status`; must not block. `message` says what went wrong, and may hold
  /// what a client sent.
  Content of(int status, String message);
}
