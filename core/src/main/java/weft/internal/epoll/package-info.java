/// The netpoller: blocking code at the cost of a hand-written epoll loop, on Linux.
///
/// ```
///   connection's virtual thread            poller, a virtual thread        one platform thread
///   recv: no octets there        parks
///                                          epoll_wait, no time-out
///   runs on      <------------- unparks -- an edge: octets
///   recv, handler, send                    yields, and looks again
///                                          twice nothing: arms, parks
///                                                <------------- unparks -- its epoll is readable
/// ```
///
/// A poller and the connections it wakes share a carrier's queue, so waking one is no system call
/// and no hand-over between cores; work stealing moves what has to wait to a carrier that is free.
/// Each socket is registered once, edge-triggered, when it first has to wait. All system calls go
/// through [weft.internal.epoll.Libc]; those that never block are critical downcalls, which reach
/// arrays on the heap without a copy. Start reading at [weft.internal.epoll.EpollTransport].
@org.jspecify.annotations.NullMarked
package weft.internal.epoll;
