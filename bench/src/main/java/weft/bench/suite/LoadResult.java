package weft.bench.suite;

import java.util.List;

/// What a loader saw.
///
/// @param requests how many were answered
/// @param rate answers in a second
/// @param errors requests that failed, or were answered with another status
/// @param latencies microseconds at [Paced#PERCENTILES], or none
record LoadResult(long requests, double rate, long errors, List<Double> latencies) {}
