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
import io.netty.channel.ChannelPipeline;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
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
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.stream.ChunkedNioFile;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Netty on native epoll, with its plain HTTP codecs and no aggregator.
public final class NettyPeer {
  private static final int BACKLOG = 4096;

  private NettyPeer() {}

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port, the file of the download route; and for TLS the folder of the identity.
  ///   The property `tls` names an [SslProvider].
  public static void main(String[] args) throws InterruptedException, IOException {
    int port = Integer.parseInt(args[0]);
    var file = new File(args[1]);
    // One event loop per processor, which also accepts.
    int loops = Runtime.getRuntime().availableProcessors();
    var group = new MultiThreadIoEventLoopGroup(loops, EpollIoHandler.newFactory());
    var server =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true);
    if (args.length == 2) {
      listen(server, port, channel -> addHttp1(channel.pipeline(), file, false));
    } else {
      SslContext tls =
          NettyTls.context(
              Path.of(args[2]), SslProvider.valueOf(System.getProperty("tls", "OPENSSL")));
      ByteBuf content = mapped(file);
      listen(server, port + 1, channel -> addTls(channel, tls, file, content));
      listen(server, port, channel -> channel.pipeline().addLast(new Preface(file, content)));
    }
  }

  private static void listen(ServerBootstrap server, int port, Consumer<SocketChannel> pipeline)
      throws InterruptedException {
    server
        .clone()
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                pipeline.accept(channel);
              }
            })
        .bind("127.0.0.1", port)
        .sync();
  }

  /// The file is mapped once: neither TLS nor HTTP/2 has a sendfile.
  private static ByteBuf mapped(File file) throws IOException {
    try (var channel = FileChannel.open(file.toPath())) {
      return Unpooled.wrappedBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  private static void addTls(SocketChannel channel, SslContext tls, File file, ByteBuf content) {
    var byProtocol =
        new ApplicationProtocolNegotiationHandler(ApplicationProtocolNames.HTTP_1_1) {
          @Override
          protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
              addHttp2(context.pipeline(), content);
            } else {
              addHttp1(context.pipeline(), file, true);
            }
          }
        };
    channel.pipeline().addLast(tls.newHandler(channel.alloc()), byProtocol);
  }

  private static void addHttp1(ChannelPipeline pipeline, File file, boolean secure) {
    pipeline.addLast(new HttpServerCodec());
    if (secure) {
      pipeline.addLast(new ChunkedWriteHandler());
    }
    pipeline.addLast(new Routes(file, secure));
  }

  private static void addHttp2(ChannelPipeline pipeline, ByteBuf file) {
    pipeline.addLast(Http2FrameCodecBuilder.forServer().build(), new Http2Routes(file));
  }

  /// Tells HTTP/2 by prior knowledge from HTTP/1.1, by the first octets.
  private static final class Preface extends ByteToMessageDecoder {
    private static final int PRI = 'P' << 16 | 'R' << 8 | 'I';

    private final File file;
    private final ByteBuf content;

    Preface(File file, ByteBuf content) {
      this.file = file;
      this.content = content;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      if (in.readableBytes() >= 3) {
        if (in.getUnsignedMedium(in.readerIndex()) == PRI) {
          addHttp2(context.pipeline(), content);
        } else {
          addHttp1(context.pipeline(), file, false);
        }
        context.pipeline().remove(this);
      }
    }
  }

  /// Answers the requests of one connection. What a read brought is flushed once, as Netty advises.
  @SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the channel.
  private static final class Routes extends SimpleChannelInboundHandler<HttpObject> {
    private static final byte[] HELLO = "Hello, World!".getBytes(US_ASCII);
    private static final int PARTS_MAX = 1024;

    private final File file;
    private final boolean secure;
    private HttpRequest request;
    private CompositeByteBuf content;

    Routes(File file, boolean secure) {
      this.file = file;
      this.secure = secure;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message)
        throws IOException {
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

    private void answer(ChannelHandlerContext context) throws IOException {
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

    private void download(ChannelHandlerContext context, boolean keepAlive) throws IOException {
      var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      long length = file.length();
      describe(response, keepAlive, HttpHeaderValues.APPLICATION_OCTET_STREAM, length);
      context.write(response);
      if (secure) {
        end(context, keepAlive, new HttpChunkedInput(new ChunkedNioFile(file)));
      } else {
        context.write(new DefaultFileRegion(file, 0, length));
        end(context, keepAlive, LastHttpContent.EMPTY_LAST_CONTENT);
      }
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

    private static void end(ChannelHandlerContext context, boolean keepAlive, Object last) {
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

  /// What the JSON route writes.
  record Message(String message) {
    String toJson() {
      return "{\"message\":\"" + message + "\"}";
    }
  }
}
