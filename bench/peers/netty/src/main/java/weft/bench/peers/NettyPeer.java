package weft.bench.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.File;
import java.util.concurrent.TimeUnit;

/// Netty on native epoll, with its plain HTTP codec and no aggregator.
public final class NettyPeer {
  private static final int BACKLOG = 4096;

  private NettyPeer() {}

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port, the file of the download route
  public static void main(String[] args) throws InterruptedException {
    int port = Integer.parseInt(args[0]);
    var file = new File(args[1]);
    // One event loop per processor, which also accepts.
    int loops = Runtime.getRuntime().availableProcessors();
    var group = new MultiThreadIoEventLoopGroup(loops, EpollIoHandler.newFactory());
    var routes =
        new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new HttpServerCodec(), new Routes(file));
          }
        };
    new ServerBootstrap()
        .group(group)
        .channel(EpollServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(routes)
        .bind("127.0.0.1", port)
        .sync();
  }

  /// Answers the requests of one connection. What a read brought is flushed once, as Netty advises.
  @SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the channel.
  private static final class Routes extends SimpleChannelInboundHandler<HttpObject> {
    private static final byte[] HELLO = "Hello, World!".getBytes(US_ASCII);
    private static final int PARTS_MAX = 1024;

    private final File file;
    private HttpRequest request;
    private CompositeByteBuf content;

    Routes(File file) {
      this.file = file;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
      if (message instanceof HttpRequest head) {
        request = head;
      }
      if (message instanceof HttpContent part && part.content().isReadable()) {
        if (content == null) {
          content = context.alloc().compositeBuffer(PARTS_MAX);
        }
        content.addComponent(true, part.content().retain());
      }
      if (message instanceof LastHttpContent) {
        answer(context);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      takeContent().release();
    }

    private void answer(ChannelHandlerContext context) {
      boolean keepAlive = HttpUtil.isKeepAlive(request);
      switch (request.uri()) {
        case "/hello" -> hello(context, keepAlive);
        case "/json" -> json(context, keepAlive);
        case "/echo" ->
            send(context, keepAlive, HttpHeaderValues.APPLICATION_OCTET_STREAM, takeContent());
        case "/sleep" -> sleep(context, keepAlive);
        case "/download" -> download(context, keepAlive);
        default -> context.close();
      }
    }

    private void hello(ChannelHandlerContext context, boolean keepAlive) {
      send(context, keepAlive, HttpHeaderValues.TEXT_PLAIN, Unpooled.wrappedBuffer(HELLO));
    }

    private void json(ChannelHandlerContext context, boolean keepAlive) {
      ByteBuf json = ByteBufUtil.writeAscii(context.alloc(), new Message("Hello, World!").toJson());
      send(context, keepAlive, HttpHeaderValues.APPLICATION_JSON, json);
    }

    private void sleep(ChannelHandlerContext context, boolean keepAlive) {
      Runnable wake =
          () -> {
            hello(context, keepAlive);
            context.flush();
          };
      context.executor().schedule(wake, 10, TimeUnit.MILLISECONDS);
    }

    private void download(ChannelHandlerContext context, boolean keepAlive) {
      var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      long length = file.length();
      describe(response, keepAlive, HttpHeaderValues.APPLICATION_OCTET_STREAM, length);
      context.write(response);
      context.write(new DefaultFileRegion(file, 0, length));
      end(context, keepAlive, LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static void send(
        ChannelHandlerContext context, boolean keepAlive, CharSequence type, ByteBuf content) {
      var response =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content);
      describe(response, keepAlive, type, content.readableBytes());
      end(context, keepAlive, response);
    }

    private static void describe(
        HttpResponse response, boolean keepAlive, CharSequence type, long length) {
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, type)
          .set(HttpHeaderNames.CONTENT_LENGTH, length);
      if (!keepAlive) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
    }

    private static void end(ChannelHandlerContext context, boolean keepAlive, HttpObject last) {
      var written = context.write(last);
      if (!keepAlive) {
        written.addListener(ChannelFutureListener.CLOSE);
      }
    }

    private ByteBuf takeContent() {
      ByteBuf taken = content == null ? Unpooled.EMPTY_BUFFER : content;
      content = null;
      return taken;
    }
  }

  private record Message(String message) {
    String toJson() {
      return "{\"message\":\"" + message + "\"}";
    }
  }
}
