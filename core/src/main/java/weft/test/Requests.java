package weft.test;

import weft.Methods;
import weft.Request;

/// Requests for tests, as `httptest.NewRequest` in Go makes them: to example.com, from
/// 192.0.2.1:1234.
public final class Requests {

  private Requests() {}

  /// Returns a GET request.
  ///
  /// @throws IllegalArgumentException if `target` is no request target
  public static Request get(String target) {
    return Request.builder(Methods.GET, target).build();
  }

  /// Returns a POST request whose content is `text` in UTF-8.
  ///
  /// @throws IllegalArgumentException if `target` is no request target
  public static Request post(String target, String contentType, String text) {
    return Request.builder(Methods.POST, target)
        .field("Content-Type", contentType)
        .body(text)
        .build();
  }
}
