package weft.bench.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Answers the requests of one HTTP/2 connection, as frames, without a channel for each stream.
/// What a read brought is flushed once.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the stream.
final class Http2Routes extends ChannelInboundHandlerAdapter {
  private static final byte[] HELLO = "Hello, World!".getBytes(US_ASCII);
  private static final int PARTS_MAX = 1024;

  private final ByteBuf file;
  private final Map<Http2FrameStream, CompositeByteBuf> contents = new HashMap<>();

  Http2Routes(ByteBuf file) {
    this.file = file;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      read(context, (Http2Frame) message);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ChannelHandlerContext context, Http2Frame frame) {
    if (frame instanceof Http2HeadersFrame head) {
      if (head.isEndStream()) {
        get(context, head.stream(), head.headers().path());
      } else {
        contents.put(head.stream(), context.alloc().compositeBuffer(PARTS_MAX));
      }
    } else if (frame instanceof Http2DataFrame data) {
      take(context, data);
    }
  }

  private void take(ChannelHandlerContext context, Http2DataFrame data) {
    Http2FrameStream stream = data.stream();
    context.write(
        new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes()).stream(stream));
    CompositeByteBuf content = contents.get(stream);
    content.addComponent(true, data.content().retain());
    if (data.isEndStream()) {
      contents.remove(stream);
      send(context, stream, HttpHeaderValues.APPLICATION_OCTET_STREAM, content);
    }
  }

  private void get(ChannelHandlerContext context, Http2FrameStream stream, CharSequence path) {
    switch (path.toString()) {
      case "/hello" -> hello(context, stream);
      case "/json" -> {
        String json = new NettyPeer.Message("Hello, World!").toJson();
        ByteBuf content = ByteBufUtil.writeAscii(context.alloc(), json);
        send(context, stream, HttpHeaderValues.APPLICATION_JSON, content);
      }
      case "/sleep" -> sleep(context, stream);
      case "/download" ->
          send(
              context, stream, HttpHeaderValues.APPLICATION_OCTET_STREAM, file.retainedDuplicate());
      default -> context.close();
    }
  }

  private static void hello(ChannelHandlerContext context, Http2FrameStream stream) {
    send(context, stream, HttpHeaderValues.TEXT_PLAIN, Unpooled.wrappedBuffer(HELLO));
  }

  private static void sleep(ChannelHandlerContext context, Http2FrameStream stream) {
    Runnable wake =
        () -> {
          hello(context, stream);
          context.flush();
        };
    context.executor().schedule(wake, 10, TimeUnit.MILLISECONDS);
  }

  private static void send(
      ChannelHandlerContext context, Http2FrameStream stream, CharSequence type, ByteBuf content) {
    var fields =
        new DefaultHttp2Headers()
            .status("200")
            .set(HttpHeaderNames.CONTENT_TYPE, type)
            .setInt(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
    context.write(new DefaultHttp2HeadersFrame(fields).stream(stream));
    context.write(new DefaultHttp2DataFrame(content, true).stream(stream));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    contents.values().forEach(CompositeByteBuf::release);
    contents.clear();
  }
}
