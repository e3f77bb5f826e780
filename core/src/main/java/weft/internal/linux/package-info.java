/// What the JDK has no method for on Linux: opening a file below a directory in one step that no
/// link leads out of, and sending from it to a socket.
///
/// System calls are downcalls ([weft.internal.linux.Downcalls]). Those on files are never critical:
/// a disk may make them wait, and a garbage collection must not wait with them. Start reading at
/// [weft.internal.linux.Beneath].
@org.jspecify.annotations.NullMarked
package weft.internal.linux;
