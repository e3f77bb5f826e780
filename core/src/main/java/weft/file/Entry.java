package weft.file;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One line of a listing.
///
/// @param name octets, as in [RequestPath]
/// @param size in bytes, 0 for a folder
record Entry(String name, boolean folder, long size, @Nullable Instant modified) {}
