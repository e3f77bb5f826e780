/// The `weft` command.
@org.jspecify.annotations.NullMarked
module weft.cli {
  requires weft;
  requires weft.pprof;
  requires info.picocli;
  requires static org.jspecify;

  opens weft.cli to
      info.picocli;
}
