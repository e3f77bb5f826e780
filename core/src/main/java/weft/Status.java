package weft;

/// The status codes of the IANA registry (RFC 9110 §16.2), under the names that the registry has
/// today.
///
/// Deviates: Go keeps the older names and texts of 413, 414, 416 and 422.
public final class Status {

  /// 100 Continue (RFC 9110 §15.2.1).
  public static final int CONTINUE = 100;

  /// 101 Switching Protocols (RFC 9110 §15.2.2).
  public static final int SWITCHING_PROTOCOLS = 101;

  /// 102 Processing (RFC 2518 §10.1).
  public static final int PROCESSING = 102;

  /// 103 Early Hints (RFC 8297 §2).
  public static final int EARLY_HINTS = 103;

  /// 200 OK (RFC 9110 §15.3.1).
  public static final int OK = 200;

  /// 201 Created (RFC 9110 §15.3.2).
  public static final int CREATED = 201;

  /// 202 Accepted (RFC 9110 §15.3.3).
  public static final int ACCEPTED = 202;

  /// 203 Non-Authoritative Information (RFC 9110 §15.3.4).
  public static final int NON_AUTHORITATIVE_INFORMATION = 203;

  /// 204 No Content (RFC 9110 §15.3.5).
  public static final int NO_CONTENT = 204;

  /// 205 Reset Content (RFC 9110 §15.3.6).
  public static final int RESET_CONTENT = 205;

  /// 206 Partial Content (RFC 9110 §15.3.7).
  public static final int PARTIAL_CONTENT = 206;

  /// 207 Multi-Status (RFC 4918 §11.1).
  public static final int MULTI_STATUS = 207;

  /// 208 Already Reported (RFC 5842 §7.1).
  public static final int ALREADY_REPORTED = 208;

  /// 226 IM Used (RFC 3229 §10.4.1).
  public static final int IM_USED = 226;

  /// 300 Multiple Choices (RFC 9110 §15.4.1).
  public static final int MULTIPLE_CHOICES = 300;

  /// 301 Moved Permanently (RFC 9110 §15.4.2).
  public static final int MOVED_PERMANENTLY = 301;

  /// 302 Found (RFC 9110 §15.4.3).
  public static final int FOUND = 302;

  /// 303 See Other (RFC 9110 §15.4.4).
  public static final int SEE_OTHER = 303;

  /// 304 Not Modified (RFC 9110 §15.4.5).
  public static final int NOT_MODIFIED = 304;

  /// 305 Use Proxy (RFC 9110 §15.4.6).
  public static final int USE_PROXY = 305;

  /// 307 Temporary Redirect (RFC 9110 §15.4.8).
  public static final int TEMPORARY_REDIRECT = 307;

  /// 308 Permanent Redirect (RFC 9110 §15.4.9).
  public static final int PERMANENT_REDIRECT = 308;

  /// 400 Bad Request (RFC 9110 §15.5.1).
  public static final int BAD_REQUEST = 400;

  /// 401 Unauthorized (RFC 9110 §15.5.2).
  public static final int UNAUTHORIZED = 401;

  /// 402 Payment Required (RFC 9110 §15.5.3).
  public static final int PAYMENT_REQUIRED = 402;

  /// 403 Forbidden (RFC 9110 §15.5.4).
  public static final int FORBIDDEN = 403;

  /// 404 Not Found (RFC 9110 §15.5.5).
  public static final int NOT_FOUND = 404;

  /// 405 Method Not Allowed (RFC 9110 §15.5.6).
  public static final int METHOD_NOT_ALLOWED = 405;

  /// 406 Not Acceptable (RFC 9110 §15.5.7).
  public static final int NOT_ACCEPTABLE = 406;

  /// 407 Proxy Authentication Required (RFC 9110 §15.5.8).
  public static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  /// 408 Request Timeout (RFC 9110 §15.5.9).
  public static final int REQUEST_TIMEOUT = 408;

  /// 409 Conflict (RFC 9110 §15.5.10).
  public static final int CONFLICT = 409;

  /// 410 Gone (RFC 9110 §15.5.11).
  public static final int GONE = 410;

  /// 411 Length Required (RFC 9110 §15.5.12).
  public static final int LENGTH_REQUIRED = 411;

  /// 412 Precondition Failed (RFC 9110 §15.5.13).
  public static final int PRECONDITION_FAILED = 412;

  /// 413 Content Too Large (RFC 9110 §15.5.14).
  public static final int CONTENT_TOO_LARGE = 413;

  /// 414 URI Too Long (RFC 9110 §15.5.15).
  public static final int URI_TOO_LONG = 414;

  /// 415 Unsupported Media Type (RFC 9110 §15.5.16).
  public static final int UNSUPPORTED_MEDIA_TYPE = 415;

  /// 416 Range Not Satisfiable (RFC 9110 §15.5.17).
  public static final int RANGE_NOT_SATISFIABLE = 416;

  /// 417 Expectation Failed (RFC 9110 §15.5.18).
  public static final int EXPECTATION_FAILED = 417;

  /// 418 I'm a teapot (RFC 9110 §15.5.19).
  public static final int TEAPOT = 418;

  /// 421 Misdirected Request (RFC 9110 §15.5.20).
  public static final int MISDIRECTED_REQUEST = 421;

  /// 422 Unprocessable Content (RFC 9110 §15.5.21).
  public static final int UNPROCESSABLE_CONTENT = 422;

  /// 423 Locked (RFC 4918 §11.3).
  public static final int LOCKED = 423;

  /// 424 Failed Dependency (RFC 4918 §11.4).
  public static final int FAILED_DEPENDENCY = 424;

  /// 425 Too Early (RFC 8470 §5.2).
  public static final int TOO_EARLY = 425;

  /// 426 Upgrade Required (RFC 9110 §15.5.22).
  public static final int UPGRADE_REQUIRED = 426;

  /// 428 Precondition Required (RFC 6585 §3).
  public static final int PRECONDITION_REQUIRED = 428;

  /// 429 Too Many Requests (RFC 6585 §4).
  public static final int TOO_MANY_REQUESTS = 429;

  /// 431 Request Header Fields Too Large (RFC 6585 §5).
  public static final int REQUEST_HEADER_FIELDS_TOO_LARGE = 431;

  /// 451 Unavailable For Legal Reasons (RFC 7725 §3).
  public static final int UNAVAILABLE_FOR_LEGAL_REASONS = 451;

  /// 500 Internal Server Error (RFC 9110 §15.6.1).
  public static final int INTERNAL_SERVER_ERROR = 500;

  /// 501 Not Implemented (RFC 9110 §15.6.2).
  public static final int NOT_IMPLEMENTED = 501;

  /// 502 Bad Gateway (RFC 9110 §15.6.3).
  public static final int BAD_GATEWAY = 502;

  /// 503 Service Unavailable (RFC 9110 §15.6.4).
  public static final int SERVICE_UNAVAILABLE = 503;

  /// 504 Gateway Timeout (RFC 9110 §15.6.5).
  public static final int GATEWAY_TIMEOUT = 504;

  /// 505 HTTP Version Not Supported (RFC 9110 §15.6.6).
  public static final int HTTP_VERSION_NOT_SUPPORTED = 505;

  /// 506 Variant Also Negotiates (RFC 2295 §8.1).
  public static final int VARIANT_ALSO_NEGOTIATES = 506;

  /// 507 Insufficient Storage (RFC 4918 §11.5).
  public static final int INSUFFICIENT_STORAGE = 507;

  /// 508 Loop Detected (RFC 5842 §7.2).
  public static final int LOOP_DETECTED = 508;

  /// 510 Not Extended (RFC 2774 §7).
  public static final int NOT_EXTENDED = 510;

  /// 511 Network Authentication Required (RFC 6585 §6).
  public static final int NETWORK_AUTHENTICATION_REQUIRED = 511;

  private Status() {}

  /// Returns the reason phrase of `code`, such as `Not Found` for 404; empty if the code is
  /// unknown.
  public static String text(int code) {
    return switch (code) {
      case CONTINUE -> "Continue";
      case SWITCHING_PROTOCOLS -> "Switching Protocols";
      case PROCESSING -> "Processing";
      case EARLY_HINTS -> "Early Hints";
      case OK -> "OK";
      case CREATED -> "Created";
      case ACCEPTED -> "Accepted";
      case NON_AUTHORITATIVE_INFORMATION -> "Non-Authoritative Information";
      case NO_CONTENT -> "No Content";
      case RESET_CONTENT -> "Reset Content";
      case PARTIAL_CONTENT -> "Partial Content";
      case MULTI_STATUS -> "Multi-Status";
      case ALREADY_REPORTED -> "Already Reported";
      case IM_USED -> "IM Used";
      case MULTIPLE_CHOICES -> "Multiple Choices";
      case MOVED_PERMANENTLY -> "Moved Permanently";
      case FOUND -> "Found";
      case SEE_OTHER -> "See Other";
      case NOT_MODIFIED -> "Not Modified";
      case USE_PROXY -> "Use Proxy";
      case TEMPORARY_REDIRECT -> "Temporary Redirect";
      case PERMANENT_REDIRECT -> "Permanent Redirect";
      case BAD_REQUEST -> "Bad Request";
      case UNAUTHORIZED -> "Unauthorized";
      case PAYMENT_REQUIRED -> "Payment Required";
      case FORBIDDEN -> "Forbidden";
      case NOT_FOUND -> "Not Found";
      case METHOD_NOT_ALLOWED -> "Method Not Allowed";
      case NOT_ACCEPTABLE -> "Not Acceptable";
      case PROXY_AUTHENTICATION_REQUIRED -> "Proxy Authentication Required";
      case REQUEST_TIMEOUT -> "Request Timeout";
      case CONFLICT -> "Conflict";
      case GONE -> "Gone";
      case LENGTH_REQUIRED -> "Length Required";
      case PRECONDITION_FAILED -> "Precondition Failed";
      case CONTENT_TOO_LARGE -> "Content Too Large";
      case URI_TOO_LONG -> "URI Too Long";
      case UNSUPPORTED_MEDIA_TYPE -> "Unsupported Media Type";
      case RANGE_NOT_SATISFIABLE -> "Range Not Satisfiable";
      case EXPECTATION_FAILED -> "Expectation Failed";
      case TEAPOT -> "I'm a teapot";
      case MISDIRECTED_REQUEST -> "Misdirected Request";
      case UNPROCESSABLE_CONTENT -> "Unprocessable Content";
      case LOCKED -> "Locked";
      case FAILED_DEPENDENCY -> "Failed Dependency";
      case TOO_EARLY -> "Too Early";
      case UPGRADE_REQUIRED -> "Upgrade Required";
      case PRECONDITION_REQUIRED -> "Precondition Required";
      case TOO_MANY_REQUESTS -> "Too Many Requests";
      case REQUEST_HEADER_FIELDS_TOO_LARGE -> "Request Header Fields Too Large";
      case UNAVAILABLE_FOR_LEGAL_REASONS -> "Unavailable For Legal Reasons";
      case INTERNAL_SERVER_ERROR -> "Internal Server Error";
      case NOT_IMPLEMENTED -> "Not Implemented";
      case BAD_GATEWAY -> "Bad Gateway";
      case SERVICE_UNAVAILABLE -> "Service Unavailable";
      case GATEWAY_TIMEOUT -> "Gateway Timeout";
      case HTTP_VERSION_NOT_SUPPORTED -> "HTTP Version Not Supported";
      case VARIANT_ALSO_NEGOTIATES -> "Variant Also Negotiates";
      case INSUFFICIENT_STORAGE -> "Insufficient Storage";
      case LOOP_DETECTED -> "Loop Detected";
      case NOT_EXTENDED -> "Not Extended";
      case NETWORK_AUTHENTICATION_REQUIRED -> "Network Authentication Required";
      default -> "";
    };
  }
}
