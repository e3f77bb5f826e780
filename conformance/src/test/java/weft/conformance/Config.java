package weft.conformance;

import java.time.Duration;
import java.util.Map;
import weft.Http2Limits;
import weft.Limits;
import weft.server.Server;

/// The `!config` of a transcript: limits by the names of [Limits], time-outs by those of the
/// server's builder.
final class Config {

  private Config() {}

  /// Applies `config` to a server that is being built.
  static void apply(Map<String, String> config, Server.Builder builder) {
    var limits = Limits.STANDARD.with();
    var http2 = Http2Limits.STANDARD.with();
    config.forEach(
        (name, value) -> {
          if (name.endsWith("Timeout")) {
            set(builder, name, Duration.parse("PT" + value));
          } else if (name.equals("extendedConnect")) {
            builder.extendedConnect(Boolean.parseBoolean(value));
          } else if (!set(http2, name, Integer.parseInt(value))) {
            set(limits, name, Integer.parseInt(value));
          }
        });
    builder.limits(limits.http2(http2.build()).build());
  }

  private static boolean set(Http2Limits.Builder limits, String name, int value) {
    switch (name) {
      case "streamsMax" -> limits.streamsMax(value);
      case "frameBytesMax" -> limits.frameBytesMax(value);
      case "decoderTableBytesMax" -> limits.decoderTableBytesMax(value);
      case "encoderTableBytesMax" -> limits.encoderTableBytesMax(value);
      case "streamWindowBytes" -> limits.streamWindowBytes(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void set(Limits.Builder limits, String name, int value) {
    switch (name) {
      case "targetBytesMax" -> limits.targetBytesMax(value);
      case "headerBytesMax" -> limits.headerBytesMax(value);
      case "headerFieldsMax" -> limits.headerFieldsMax(value);
      case "trailerBytesMax" -> limits.trailerBytesMax(value);
      case "chunkLineBytesMax" -> limits.chunkLineBytesMax(value);
      case "chunkExtensionBytesMax" -> limits.chunkExtensionBytesMax(value);
      case "contentBytesMax" -> limits.contentBytesMax(value);
      case "discardBytesMax" -> limits.discardBytesMax(value);
      case "formBytesMax" -> limits.formBytesMax(value);
      case "queryParametersMax" -> limits.queryParametersMax(value);
      case "cookiesMax" -> limits.cookiesMax(value);
      case "readBufferBytes" -> limits.readBufferBytes(value);
      case "responseBufferBytes" -> limits.responseBufferBytes(value);
      default -> throw new IllegalArgumentException("no such limit: " + name);
    }
  }

  private static void set(Server.Builder builder, String name, Duration value) {
    switch (name) {
      case "readHeaderTimeout" -> builder.readHeaderTimeout(value);
      case "readTimeout" -> builder.readTimeout(value);
      case "writeTimeout" -> builder.writeTimeout(value);
      case "idleTimeout" -> builder.idleTimeout(value);
      default -> throw new IllegalArgumentException("no such time-out: " + name);
    }
  }
}
