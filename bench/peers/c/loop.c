// The limit: one thread, one epoll, edge-triggered. It looks for the end of a head, at the first
// octets of the request line, and for two fields; it checks nothing, and has no Date and no
// time-outs. Not a server to put anywhere but under a benchmark.
//
// Usage: loop PORT FILE
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONNECTIONS_MAX 65536
#define REQUEST_BYTES_MAX ((1 << 20) + 8192)
#define HEAD(type, length) \
  "HTTP/1.1 200 OK\r\nContent-Type: " type "\r\nContent-Length: " length "\r\n\r\n"

// What a connection has beside its socket: nothing, while whole requests arrive and leave at once.
struct connection {
  char *in, *out;  // an incomplete request, and what the socket would not take
  size_t in_length, in_size, out_at, out_length;
  off_t file_left;
  bool last;  // closes when all is sent
};

static struct connection connections[CONNECTIONS_MAX];
static char shared_in[256 << 10], out[2 * REQUEST_BYTES_MAX];
static size_t out_length;
static int file;
static off_t file_size;

static void drop(int fd, struct connection *c) {
  free(c->in);
  free(c->out);
  *c = (struct connection){0};
  close(fd);
}

// Sends what waits; false if the connection is gone or the socket is full.
static bool flush(int fd, struct connection *c, const char *octets, size_t length) {
  while (length > 0) {
    ssize_t n = send(fd, octets, length, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) return drop(fd, c), false;
    if (n < 0) {
      if (c->out == NULL) {
        c->out = malloc(length);
        memcpy(c->out, octets, length);
        c->out_at = 0, c->out_length = length;
      } else {
        c->out_at = octets - c->out;
      }
      return false;
    }
    octets += n, length -= n;
  }
  free(c->out);
  c->out = NULL;
  while (c->file_left > 0) {
    off_t at = file_size - c->file_left;
    ssize_t n = sendfile(fd, file, &at, c->file_left);
    if (n <= 0 && errno == EAGAIN) return false;
    if (n <= 0) return drop(fd, c), false;
    c->file_left -= n;
  }
  if (c->last) return drop(fd, c), false;
  return true;
}

static void append(const char *octets, size_t length) {
  memcpy(out + out_length, octets, length);
  out_length += length;
}

static void answer(struct connection *c, const char *head, size_t length, const char *content,
                   size_t content_length) {
  static const char hello[] = HEAD("text/plain", "13") "Hello, World!";
  static const char last[] = HEAD("text/plain", "13\r\nConnection: close") "Hello, World!";
  char text[256];
  c->last = memmem(head, length, "\r\nConnection: close", 19) != NULL;
  if (memcmp(head, "POST", 4) == 0) {
    append(text, sprintf(text, HEAD("text/plain", "%zu"), content_length));
    append(content, content_length);
  } else if (memcmp(head, "GET /j", 6) == 0) {
    char json[64];
    int n = sprintf(json, "{\"message\":\"%s\"}", "Hello, World!");
    append(text, sprintf(text, HEAD("application/json", "%d") "%s", n, json));
  } else if (memcmp(head, "GET /d", 6) == 0) {
    append(text, sprintf(text, HEAD("application/octet-stream", "%ld"), (long)file_size));
    c->file_left = file_size;
  } else {
    append(c->last ? last : hello, (c->last ? sizeof last : sizeof hello) - 1);
  }
}

// Answers every whole request in `in`, in one write; what remains becomes the connection's own.
static bool consume(int fd, struct connection *c, char *in) {
  size_t at = 0, wanted = 16 << 10;
  char *end;
  out_length = 0;
  while (!c->last && c->file_left == 0 && out_length < REQUEST_BYTES_MAX &&
         (end = memmem(in + at, c->in_length - at, "\r\n\r\n", 4)) != NULL) {
    size_t head = end + 4 - (in + at), content = 0;
    char *field = in[at] == 'P' ? memmem(in + at, head, "Content-Length: ", 16) : NULL;
    if (field != NULL) content = strtoul(field + 16, NULL, 10);
    wanted = head + content;
    if (wanted > REQUEST_BYTES_MAX) return drop(fd, c), false;
    if (c->in_length - at < wanted) break;
    answer(c, in + at, head, end + 4, content);
    at += wanted;
  }
  c->in_length -= at;
  if (c->in_length == 0) {
    free(c->in);
    c->in = NULL;
  } else if (in == c->in && wanted <= c->in_size) {
    memmove(in, in + at, c->in_length);
  } else {
    char *old = c->in;
    c->in_size = wanted > c->in_length ? wanted : c->in_length + 1;
    c->in = malloc(c->in_size);
    memcpy(c->in, in + at, c->in_length);
    free(old);
  }
  return flush(fd, c, out, out_length);
}

static void serve(int fd, struct connection *c) {
  if ((c->out != NULL || c->file_left > 0) &&
      !flush(fd, c, c->out + c->out_at, c->out == NULL ? 0 : c->out_length - c->out_at)) {
    return;
  }
  for (bool drained = false; !drained;) {
    char *in = c->in != NULL ? c->in : shared_in;
    size_t room = (c->in != NULL ? c->in_size : sizeof shared_in) - c->in_length;
    ssize_t n = recv(fd, in + c->in_length, room, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return drop(fd, c);
    drained = (size_t)n < room;  // an edge tells of what comes later
    c->in_length += n;
    if (!consume(fd, c, in)) return;
  }
}

int main(int count, char **arguments) {
  if (count != 3) return fprintf(stderr, "usage: loop PORT FILE\n"), 2;
  struct rlimit limit;
  struct stat about;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1, poll = epoll_create1(0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
  struct epoll_event events[512], event = {.events = EPOLLIN, .data.fd = listener};
  signal(SIGPIPE, SIG_IGN);  // sendfile has no MSG_NOSIGNAL
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max < CONNECTIONS_MAX ? limit.rlim_max : CONNECTIONS_MAX;
  setrlimit(RLIMIT_NOFILE, &limit);
  file = open(arguments[2], O_RDONLY);
  if (file < 0 || fstat(file, &about) != 0) return perror(arguments[2]), 1;
  file_size = about.st_size;
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) return perror("bind"), 1;
  listen(listener, 4096);
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int ready = epoll_wait(poll, events, 512, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd != listener) {
        serve(fd, &connections[fd]);
        continue;
      }
      while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, event.data.fd = fd;
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
      }
    }
  }
}
