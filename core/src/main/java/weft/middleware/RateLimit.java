package weft.middleware;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import weft.Handler;
import weft.Handlers;
import weft.Middleware;
import weft.Request;
import weft.Status;

/// Lets each client make so many requests in a time, and answers more with 429 and Retry-After (RFC
/// 6585 §4, RFC 9110 §10.2.3).
///
/// ```java
/// var api = mux.group("/api", RateLimit.of(10, Duration.ofSeconds(1), 50));
/// ```
///
/// Each key has a bucket of tokens, which fills steadily; a request takes one token. What this
/// middleware wraps in several places shares the buckets.
///
/// A key is the address of the peer, of IPv6 its first 64 bits, which one client has for itself.
/// Behind a proxy [ProxyHeaders] belongs around this.
public final class RateLimit implements Middleware {

  private static final int KEYS_MAX = 100_000;
  private static final int IPV6_PREFIX_BYTES = 8;
  private static final Duration FULL_MAX = Duration.ofDays(365);

  private final long intervalNanos;
  private final int burst;
  private final int keysMax;
  private final Function<Request, String> key;
  private final LongSupplier nanoTime;

  /// When the bucket of each key will be full again, the key used last at the end.
  private final Map<String, Long> fullAt;

  private RateLimit(
      long intervalNanos,
      int burst,
      int keysMax,
      Function<Request, String> key,
      LongSupplier nanoTime) {
    this.intervalNanos = intervalNanos;
    this.burst = burst;
    this.keysMax = keysMax;
    this.key = key;
    this.nanoTime = nanoTime;
    fullAt =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > keysMax;
          }
        };
  }

  /// Returns a limit of `requests` in each `time` for each key.
  ///
  /// @param burst how many a key that was quiet may make at once
  /// @throws IllegalArgumentException if one of them is not positive, if it would be more than a
  ///   request in a nanosecond, or if a bucket would take more than a year to fill
  public static RateLimit of(int requests, Duration time, int burst) {
    if (requests < 1 || burst < 1 || !time.isPositive()) {
      throw new IllegalArgumentException(requests + " in " + time + ", burst " + burst);
    }
    Duration interval = time.dividedBy(requests);
    if (interval.isZero() || interval.multipliedBy(burst).compareTo(FULL_MAX) > 0) {
      throw new IllegalArgumentException("one request in " + interval + ", burst " + burst);
    }
    return new RateLimit(interval.toNanos(), burst, KEYS_MAX, RateLimit::address, System::nanoTime);
  }

  /// Returns a limit, with buckets of its own, for each key that `key` gives, such as the name of a
  /// user.
  public RateLimit withKey(Function<Request, String> key) {
    return new RateLimit(intervalNanos, burst, keysMax, key, nanoTime);
  }

  /// Returns a limit, with buckets of its own, that keeps at most so many keys, 100000 if this is
  /// never called; of more it forgets the one that was quiet longest.
  ///
  /// @throws IllegalArgumentException if `keys` is not positive
  public RateLimit withKeysMax(int keys) {
    if (keys < 1) {
      throw new IllegalArgumentException("not positive: " + keys);
    }
    return new RateLimit(intervalNanos, burst, keys, key, nanoTime);
  }

  /// Returns a limit, with buckets of its own, whose time is that of `nanoTime`, for tests.
  public RateLimit withClock(LongSupplier nanoTime) {
    return new RateLimit(intervalNanos, burst, keysMax, key, nanoTime);
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      long waitNanos = take(key.apply(r));
      if (waitNanos == 0) {
        next.serve(w, r);
      } else {
        long seconds = Math.ceilDiv(waitNanos, Duration.ofSeconds(1).toNanos());
        w.header().set("Retry-After", Long.toString(seconds));
        Handlers.error(w, Status.text(Status.TOO_MANY_REQUESTS), Status.TOO_MANY_REQUESTS);
      }
    };
  }

  /// Takes a token of the key's bucket; returns after how many nanoseconds there will be one, 0 if
  /// it was taken.
  private long take(String key) {
    long now = nanoTime.getAsLong();
    synchronized (fullAt) {
      long full = fullAt.getOrDefault(key, now);
      long from = full - now < 0 ? now : full; // the time may wrap round
      long wait = from + intervalNanos - now - burst * intervalNanos;
      if (wait > 0) {
        return wait;
      }
      fullAt.put(key, from + intervalNanos);
      return 0;
    }
  }

  private static String address(Request r) {
    if (r.connection().remoteAddress() instanceof InetSocketAddress inet) {
      InetAddress address = inet.getAddress();
      byte[] octets = address == null ? new byte[0] : address.getAddress();
      boolean ipv6 = octets.length > IPV6_PREFIX_BYTES;
      byte[] significant = ipv6 ? Arrays.copyOf(octets, IPV6_PREFIX_BYTES) : octets;
      return HexFormat.of().formatHex(significant);
    }
    return r.remoteAddr();
  }
}
