import module weft;

void main() throws Exception {
  Server server =
      Server.builder((w, r) -> w.print("hello over " + r.tls().getProtocol()))
          .listen(System.getProperty("addr", "127.0.0.1:8443"))
          .tls(Tls.selfSigned("localhost"))
          .start();
  server.await();
}
