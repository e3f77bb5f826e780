package weft.internal.exchange;

import org.jspecify.annotations.Nullable;
import weft.ServerTrace;

/// What the settings of every engine have.
public interface EngineSettings {

  /// Returns who is told of what happens, null for nobody.
  @Nullable ServerTrace trace();

  /// Returns who is to be told of a request that begins now, null for nobody.
  default @Nullable ServerTrace requestTrace() {
    ServerTrace trace = trace();
    return trace != null && trace.wantsRequests() ? trace : null;
  }
}
