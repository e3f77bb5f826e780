package weft.internal.net;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLSession;

/// An engine without a handshake, to which the letters in a record tell what to make of it: `D` is
/// data, `-` is nothing, `U` is a key update that wants an answer.
final class ScriptedEngine extends SSLEngine {

  private final SSLSession session = TestTls.CONTEXT.createSSLEngine().getSession();
  private boolean closed;

  @Override
  public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] to, int offset, int length) {
    int header = 5;
    int bytes = header + from.get(from.position() + header - 1);
    byte letter = from.get(from.position() + header);
    from.position(from.position() + bytes);
    boolean data = letter == 'D';
    if (data) {
      to[offset].put(letter);
    }
    var status = letter == 'U' ? HandshakeStatus.NEED_WRAP : HandshakeStatus.NOT_HANDSHAKING;
    return new SSLEngineResult(Status.OK, status, bytes, data ? 1 : 0);
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer to) {
    int before = to.position();
    int bytes = from[offset].remaining();
    to.put(from[offset]);
    return new SSLEngineResult(
        closed ? Status.CLOSED : Status.OK,
        HandshakeStatus.NOT_HANDSHAKING,
        bytes,
        to.position() - before);
  }

  @Override
  public void closeOutbound() {
    closed = true;
  }

  @Override
  public boolean isOutboundDone() {
    return closed;
  }

  @Override
  public SSLSession getSession() {
    return session;
  }

  @Override
  public HandshakeStatus getHandshakeStatus() {
    return HandshakeStatus.NOT_HANDSHAKING;
  }

  @Override
  public void beginHandshake() {}

  @Override
  public Runnable getDelegatedTask() {
    return null;
  }

  @Override
  public void closeInbound() {}

  @Override
  public boolean isInboundDone() {
    return false;
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return new String[0];
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return new String[0];
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {}

  @Override
  public String[] getSupportedProtocols() {
    return new String[0];
  }

  @Override
  public String[] getEnabledProtocols() {
    return new String[0];
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {}

  @Override
  public void setUseClientMode(boolean mode) {}

  @Override
  public boolean getUseClientMode() {
    return false;
  }

  @Override
  public void setNeedClientAuth(boolean need) {}

  @Override
  public boolean getNeedClientAuth() {
    return false;
  }

  @Override
  public void setWantClientAuth(boolean want) {}

  @Override
  public boolean getWantClientAuth() {
    return false;
  }

  @Override
  public void setEnableSessionCreation(boolean flag) {}

  @Override
  public boolean getEnableSessionCreation() {
    return true;
  }
}
