/// Flight recorder events of a Weft server.
@org.jspecify.annotations.NullMarked
module weft.jfr {
  requires transitive weft;
  requires jdk.jfr;
  requires static transitive org.jspecify;

  exports weft.jfr;
}
