/// RFC 7541: HPACK, the compression of field sections in HTTP/2.
///
/// ```
///   header block --> HpackDecoder --> FieldList        fields --> HpackEncoder --> header block
///                         |                                            |
///                  StaticTable, DynamicTable                    the same two, its own
///                         |                                            |
///                      Huffman                                      Huffman
/// ```
///
/// A decoder and an encoder belong to one direction of one connection; each is used by one thread
/// at a time, in the order of the blocks on the wire. Strings hold octets as ISO-8859-1 characters.
/// What the fields mean, and whether they are allowed, is not known here. Start reading at
/// [weft.internal.hpack.HpackDecoder].
@org.jspecify.annotations.NullMarked
package weft.internal.hpack;
