/// Profiles of a running server over HTTP.
///
/// | where it comes from | profiles |
/// |---|---|
/// | JDK Flight Recorder, one recording for all who ask | `profile`, `allocs`, `pinned` |
/// | looking at the requests under way again and again | `block`, `mutex`, `wall` |
/// | the JVM's class histogram | `heap` |
/// | the JVM's thread dump | `goroutine`, `threadcreate` |
///
/// [weft.pprof.InFlight] knows which thread works for which request; [weft.pprof.RequestSpans]
/// finds out, afterwards, in which request a sample was taken. All become a [weft.pprof.Profile],
/// which [weft.pprof.ProfileEncoder] writes.
///
/// Start reading at [weft.pprof.Pprof], then [weft.pprof.Endpoints].
@org.jspecify.annotations.NullMarked
package weft.pprof;
