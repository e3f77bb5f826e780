/// The `weft` command.
@org.jspecify.annotations.NullMarked
module weft.cli {
  requires weft;
  requires weft.pprof;
  requires static org.jspecify;
}
