package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.internal.hpack.FieldList;
import weft.internal.hpack.HpackDecoder;
import weft.internal.hpack.HpackEncoder;

/// HPACK against Netty's: each side decodes what the other has encoded, over generated stories of
/// blocks that share a table (RFC 7541).
class HpackDifferentialTest {

  private static final int BLOCKS = 300;
  private static final int TABLE_BYTES_MAX = 8192;
  private static final int LIST_BYTES_MAX = 1 << 20;

  private record Field(String name, String value) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void weReadWhatNettyWrites(long seed) throws Exception {
    RandomGenerator random = random(seed);
    var encoder = new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE);
    var decoder = new HpackDecoder(TABLE_BYTES_MAX);
    for (int i = 0; i < BLOCKS; i++) {
      if (random.nextInt(20) == 0) {
        encoder.configuration().maxHeaderTableSize(random.nextInt(TABLE_BYTES_MAX + 1));
      }
      List<Field> fields = fields(random);
      ByteBuf block = Unpooled.buffer();
      encoder.encodeHeaders(1, toNetty(fields), block);
      var list = new FieldList(LIST_BYTES_MAX, 1000);
      byte[] octets = ByteBufUtil.getBytes(block);
      decoder.decode(octets, 0, octets.length, list);
      assertThat(fields(list)).as("block %d", i).containsExactlyInAnyOrderElementsOf(fields);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void nettyReadsWhatWeWrite(long seed) throws Exception {
    RandomGenerator random = random(seed);
    var encoder = new HpackEncoder(TABLE_BYTES_MAX);
    var decoder = new DefaultHttp2HeadersDecoder(false, LIST_BYTES_MAX);
    decoder.configuration().maxHeaderTableSize(TABLE_BYTES_MAX);
    for (int i = 0; i < BLOCKS; i++) {
      if (random.nextInt(20) == 0) {
        encoder.allow(random.nextInt(TABLE_BYTES_MAX + 1));
      }
      List<Field> fields = fields(random);
      encoder.begin();
      fields.forEach(f -> encoder.put(f.name, f.value));
      ByteBuf block = Unpooled.wrappedBuffer(encoder.block(), 0, encoder.length());
      Http2Headers headers = decoder.decodeHeaders(1, block);
      assertThat(fields(headers)).as("block %d", i).containsExactlyInAnyOrderElementsOf(fields);
    }
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static List<Field> fields(RandomGenerator random) {
    var fields = new ArrayList<Field>();
    fields.add(new Field(":method", random.nextBoolean() ? "GET" : "PUT"));
    fields.add(new Field(":scheme", random.nextBoolean() ? "http" : "https"));
    fields.add(new Field(":path", "/" + random.nextInt(20)));
    for (int i = random.nextInt(30); i > 0; i--) {
      fields.add(new Field(name(random), value(random)));
    }
    return fields;
  }

  private static String name(RandomGenerator random) {
    String[] known = {
      "accept", "cookie", "authorization", "user-agent", "etag", "set-cookie", "te"
    };
    return random.nextBoolean()
        ? known[random.nextInt(known.length)]
        : "x-" + random.nextInt(random.nextBoolean() ? 5 : 500);
  }

  private static String value(RandomGenerator random) {
    if (random.nextInt(3) > 0) {
      return "value " + random.nextInt(30);
    }
    var value = new StringBuilder();
    for (int i = random.nextInt(random.nextInt(20) == 0 ? 5000 : 40); i > 0; i--) {
      value.append((char) (random.nextInt(8) == 0 ? 0x80 + random.nextInt(128) : 0x21 + i % 90));
    }
    return value.toString();
  }

  private static Http2Headers toNetty(List<Field> fields) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    fields.forEach(f -> headers.add(f.name, f.value));
    return headers;
  }

  private static List<Field> fields(FieldList list) {
    var fields = new ArrayList<Field>();
    for (int i = 0; i < list.count(); i++) {
      fields.add(new Field(list.name(i), list.value(i)));
    }
    return fields;
  }

  private static List<Field> fields(Http2Headers headers) {
    var fields = new ArrayList<Field>();
    for (Map.Entry<CharSequence, CharSequence> entry : headers) {
      fields.add(new Field(entry.getKey().toString(), entry.getValue().toString()));
    }
    return fields;
  }
}
