package weft.internal.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// Calls of an engine, with its delegated tasks run at once, on the calling thread: a virtual
/// thread has nobody to delegate to. Whatever a provider throws is an [IOException].
final class Tasks {

  private Tasks() {}

  static SSLEngineResult wrap(SSLEngine engine, ByteBuffer from, ByteBuffer to) throws IOException {
    try {
      SSLEngineResult result = engine.wrap(from, to);
      if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        run(engine);
      }
      return result;
    } catch (RuntimeException e) {
      throw new SSLException("the TLS provider failed", e);
    }
  }

  static SSLEngineResult unwrap(SSLEngine engine, ByteBuffer from, ByteBuffer to)
      throws IOException {
    try {
      SSLEngineResult result = engine.unwrap(from, to);
      if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        run(engine);
      }
      return result;
    } catch (RuntimeException e) {
      throw new SSLException("the TLS provider failed", e);
    }
  }

  static void run(SSLEngine engine) {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }
}
