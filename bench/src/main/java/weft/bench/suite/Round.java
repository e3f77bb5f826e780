package weft.bench.suite;

import java.util.List;

/// One measurement of a server under load.
///
/// @param micros processor time of the server for each request, user and system, in microseconds
/// @param rate requests in a second
/// @param errors requests that failed
/// @param residentKib memory of the server right after
/// @param others cores that other processes used
/// @param latencies microseconds at [Paced#PERCENTILES], or none
record Round(
    double micros,
    double rate,
    long errors,
    long residentKib,
    double others,
    List<Double> latencies) {}
