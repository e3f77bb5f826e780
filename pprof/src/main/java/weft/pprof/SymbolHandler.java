package weft.pprof;

import weft.Handler;
import weft.Request;
import weft.ResponseWriter;

/// `symbol`: names for addresses. There are none: profiles of the JVM carry their names. The first
/// line says that names are available, without which old versions of pprof refuse the server.
final class SymbolHandler implements Handler {

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    w.header().set("Content-Type", "text/plain; charset=utf-8");
    w.print("num_symbols: 1\n");
  }
}
