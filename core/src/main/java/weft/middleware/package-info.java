/// Middleware that most servers want, one class for each. Start with [weft.middleware.AccessLog];
/// the page `docs/middleware.md` lists them all.
///
/// ```java
/// mux.around(AccessLog.combined(log::println).andThen(new Compress()));
/// ```
///
/// Each is immutable and safe for many threads; a `with` method returns a changed copy. What wraps
/// one route, or changes one property of it, is in [weft.Handlers]; [weft.CrossOriginProtection] is
/// in the same package.
@org.jspecify.annotations.NullMarked
package weft.middleware;
