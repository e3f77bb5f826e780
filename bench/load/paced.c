// An open-loop HTTP/1.1 loader: requests leave by a fixed timetable, whether or not the server
// keeps up, and latency counts from the time a request was due. A server that stalls is so charged
// for every request that had to wait, not only for the one that met the stall.
//
// Usage: paced PORT PATH CONNECTIONS RATE SECONDS
// Prints one `name value` on each line; latencies are in microseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 10000
#define RESPONSE_BYTES_MAX 16384
#define NANOS 1000000000LL
// How long answers may take after the last request has left.
#define DRAIN_NANOS (2 * NANOS)

// A histogram as HdrHistogram's: each power of two has 128 linear parts, so a value is off by at
// most 0.8 %.
#define PARTS_BITS 7
#define PARTS (1 << PARTS_BITS)
static uint64_t counts[64 * PARTS], recorded;
static int64_t largest;

static int index_of(uint64_t value) {
  if (value < PARTS) return (int)value;
  int shift = 63 - __builtin_clzll(value) - PARTS_BITS;
  return ((shift + 1) << PARTS_BITS) + (int)((value >> shift) & (PARTS - 1));
}

static uint64_t highest_of(int index) {
  if (index < PARTS) return index;
  int shift = (index >> PARTS_BITS) - 1;
  return (((uint64_t)(index & (PARTS - 1)) + PARTS + 1) << shift) - 1;
}

static void record(int64_t nanos) {
  counts[index_of(nanos < 0 ? 0 : (uint64_t)nanos)]++;
  recorded++;
  if (nanos > largest) largest = nanos;
}

static double percentile(double percent) {
  uint64_t wanted = (uint64_t)(recorded * percent / 100 + 0.5), seen = 0;
  for (int i = 0; i < 64 * PARTS; i++) {
    seen += counts[i];
    if (seen >= wanted && seen > 0) {
      int64_t value = (int64_t)highest_of(i);
      return (value < largest ? value : largest) / 1e3;
    }
  }
  return 0;
}

struct connection {
  int fd;
  bool busy;
  int64_t due;  // of the request that is under way or, if none is, of the next one
  size_t length;
  char response[RESPONSE_BYTES_MAX];
};

static struct connection *connections;
static int connection_count, request_length;
static int64_t between, end_of_requests;
static uint64_t sent, errors, unanswered;
static char request[1024];

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * NANOS + t.tv_nsec;
}

static void lost(struct connection *c) {
  if (c->fd < 0) return;
  errors++;
  close(c->fd);
  c->fd = -1;
  c->busy = false;
}

static void post(struct connection *c) {
  if (send(c->fd, request, request_length, MSG_NOSIGNAL) != request_length) return lost(c);
  c->busy = true;
  c->length = 0;
  sent++;
}

// Length of the first response in the buffer: 0 if it is incomplete, -1 if it is none we take.
static long response_length(struct connection *c) {
  c->response[c->length] = 0;
  char *end = strstr(c->response, "\r\n\r\n");
  if (end == NULL) return c->length < RESPONSE_BYTES_MAX - 1 ? 0 : -1;
  char *field = strcasestr(c->response, "\r\nContent-Length:");
  if (strncmp(c->response, "HTTP/1.1 200", 12) != 0 || field == NULL || field > end) return -1;
  long length = end + 4 - c->response + atol(field + 17);
  if (length > RESPONSE_BYTES_MAX - 1) return -1;
  return (size_t)length <= c->length ? length : 0;
}

static void receive(struct connection *c) {
  if (c->fd < 0) return;
  ssize_t n = recv(c->fd, c->response + c->length, RESPONSE_BYTES_MAX - 1 - c->length, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) return lost(c);
  c->length += n;
  long length = response_length(c);
  if (length == 0) return;
  if (length < 0 || !c->busy || (size_t)length != c->length) return lost(c);
  int64_t time = now();
  record(time - c->due);
  c->busy = false;
  c->due += between * connection_count;
  if (c->due <= time && c->due < end_of_requests) post(c);
}

static void open_connections(int port, int poll) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  int one = 1;
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  for (int i = 0; i < connection_count; i++) {
    struct connection *c = &connections[i];
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0) {
      perror("connect");
      exit(1);
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &event);
  }
}

// Spins on its core rather than sleeping: a timer would be late by more than what is measured.
static void run(int poll, int64_t start) {
  struct epoll_event events[256];
  uint64_t next = 0, outstanding = 1;
  for (;;) {
    int64_t time = now(), due = start + (int64_t)next * between;
    for (; due <= time && due < end_of_requests; due += between) {
      struct connection *c = &connections[next++ % connection_count];
      // One that is busy, or has already sent what it owes, follows its own row of the timetable.
      if (c->fd >= 0 && !c->busy && c->due == due) post(c);
    }
    int ready = epoll_wait(poll, events, 256, 0);
    for (int i = 0; i < ready; i++) receive(events[i].data.ptr);
    if (time < end_of_requests) continue;
    outstanding = 0;
    for (int i = 0; i < connection_count; i++) outstanding += connections[i].busy;
    if (outstanding == 0 || time > end_of_requests + DRAIN_NANOS) break;
  }
  unanswered = outstanding;
}

int main(int count, char **arguments) {
  if (count != 6) return fprintf(stderr, "usage: paced PORT PATH CONNECTIONS RATE SECONDS\n"), 2;
  int rate = atoi(arguments[4]), seconds = atoi(arguments[5]), poll = epoll_create1(0);
  connection_count = atoi(arguments[3]);
  if (rate < 1 || seconds < 1 || connection_count < 1 || connection_count > CONNECTIONS_MAX) {
    return fprintf(stderr, "paced: a number is out of range\n"), 2;
  }
  request_length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n",
                            arguments[2], arguments[1]);
  if (request_length >= (int)sizeof request) return fprintf(stderr, "paced: long path\n"), 2;
  connections = calloc(connection_count, sizeof *connections);
  between = NANOS / rate;
  open_connections(atoi(arguments[1]), poll);
  int64_t start = now() + NANOS / 100;
  end_of_requests = start + seconds * NANOS;
  for (int i = 0; i < connection_count; i++) connections[i].due = start + i * between;
  run(poll, start);
  uint64_t planned = (uint64_t)(seconds * NANOS / between);
  uint64_t unsent = planned > sent ? planned - sent : 0;
  // One that keeps the last requests while others wait to be sent is slow; else it has lost them.
  if (unsent == 0) errors += unanswered;
  printf("requests %lu\nerrors %lu\nunsent %lu\nseconds %d\n", recorded, errors, unsent, seconds);
  printf("p50 %.1f\np90 %.1f\np99 %.1f\np99.9 %.1f\nmax %.1f\n", percentile(50), percentile(90),
         percentile(99), percentile(99.9), largest / 1e3);
}
