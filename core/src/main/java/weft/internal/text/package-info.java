/// Text of the protocols: tokens, dates, percent-encoding, names of hosts. Without state but for
/// one cache of strings; it imports nothing of ours, and every package may import it.
package weft.internal.text;
