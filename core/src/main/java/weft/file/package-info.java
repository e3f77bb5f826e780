/// Files and other content with validators and ranges (RFC 9110 §8.8, §13, §14).
///
/// ```
///   FileServer     -> RequestPath (which name?) -> FileTree (a file, a directory, nothing)
///                  -> ServedContent
///   ServedContent  -> Preconditions (304, 412?) -> ByteRange (206, 416?) -> ContentSource
/// ```
///
/// Start reading at [weft.file.FileServer].
@org.jspecify.annotations.NullMarked
package weft.file;
