/// The `weft` command.
@org.jspecify.annotations.NullMarked
module weft.cli {
  requires weft;
  requires static org.jspecify;
}
