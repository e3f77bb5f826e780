package weft.server;

/// Where this package writes what nobody is told otherwise.
///
/// A class of its own, so that the first line makes the logger: in the JDK that takes longer than
/// to listen, and a server accepts before it writes.
final class Log {

  static final System.Logger SERVER = System.getLogger("weft.server");

  private Log() {}
}
