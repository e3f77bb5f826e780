/// Profiles of a running server over HTTP, in the format of pprof.
///
/// Start with [weft.pprof.Pprof].
@org.jspecify.annotations.NullMarked
module weft.pprof {
  requires transitive weft;
  requires jdk.jfr;
  requires jdk.management;
  requires java.management;
  requires static transitive org.jspecify;

  exports weft.pprof;
}
