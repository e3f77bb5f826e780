/// Tests of handlers and servers: a recorder without a network, a server on a real port or in a
/// simulated network whose time the test lets pass, and a raw client.
@org.jspecify.annotations.NullMarked
package weft.test;
