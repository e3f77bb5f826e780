/// The peer suite: the same workloads on Weft and on the servers people would pick instead.
///
/// ```
///   Suite -> Peer        bench/peers/NAME/peer.properties
///         -> Plan        what runs, in which order, how long it takes
///         -> Contenders  their processes on core 0; all but the one under load are stopped
///         -> Workload -> Loader (wrk, h2load, paced, handshakes) on core 1
///         -> Round -> Row -> Table
///         -> Report, Goals, Chart
/// ```
///
/// A workload is a row of [weft.bench.suite.Workload]; another loader is another
/// [weft.bench.suite.Loader]. Start reading at [weft.bench.suite.Suite].
package weft.bench.suite;
