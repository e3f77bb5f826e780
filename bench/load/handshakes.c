// A loader of TLS handshakes: each connection makes one, asks once over HTTP/1.1, and is closed after
// the answer. Some threads do that again and again, one connection at a time each.
//
// A resumed handshake uses the session of the thread's last connection (RFC 8446 §2.2). One that was
// meant to be resumed and was not is an error, and so is the opposite.
//
// Usage: handshakes PORT PATH THREADS SECONDS full|resumed
// Prints one `name value` on each line.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define THREADS_MAX 256
#define RESPONSE_BYTES_MAX 4096
#define TIMEOUT_SECONDS 5

struct worker {
  pthread_t thread;
  SSL_SESSION *session;
  long requests, errors;
};

static SSL_CTX *context;
static struct sockaddr_in server;
static char request[1024];
static bool resume;
static double until;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static int dial(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  struct timeval timeout = {TIMEOUT_SECONDS, 0};
  if (fd < 0) return -1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
  if (connect(fd, (struct sockaddr *)&server, sizeof server) == 0) return fd;
  close(fd);
  return -1;
}

// Called by the library for each ticket (RFC 8446 §4.6.1), which comes after the handshake.
static int keep(SSL *ssl, SSL_SESSION *session) {
  struct worker *worker = SSL_get_app_data(ssl);
  SSL_SESSION_free(worker->session);
  worker->session = session;
  return 1;
}

// Reads to the end of the connection, or of the head and its content of a known length.
static bool answered(SSL *ssl) {
  char response[RESPONSE_BYTES_MAX + 1];
  int length = 0, n;
  while (length < RESPONSE_BYTES_MAX &&
         (n = SSL_read(ssl, response + length, RESPONSE_BYTES_MAX - length)) > 0) {
    length += n;
    response[length] = 0;
    char *end = strstr(response, "\r\n\r\n"), *field = strcasestr(response, "\r\ncontent-length:");
    if (end && field && field < end && length >= end + 4 - response + atol(field + 17)) break;
  }
  response[length] = 0;
  return strncmp(response, "HTTP/1.1 200", 12) == 0;
}

static bool exchange(SSL *ssl, bool resuming) {
  int length = strlen(request);
  return SSL_connect(ssl) == 1 && SSL_session_reused(ssl) == resuming &&
         SSL_write(ssl, request, length) == length && answered(ssl);
}

static bool connection(struct worker *worker) {
  int fd = dial();
  if (fd < 0) return false;
  SSL *ssl = SSL_new(context);
  SSL_set_app_data(ssl, worker);
  SSL_set_fd(ssl, fd);
  bool resuming = resume && worker->session && SSL_SESSION_is_resumable(worker->session);
  if (resuming) SSL_set_session(ssl, worker->session);
  bool first = resume && worker->requests + worker->errors == 0;
  bool done = exchange(ssl, resuming) && (!resume || resuming || first);
  SSL_shutdown(ssl);
  SSL_free(ssl);
  close(fd);
  return done;
}

static void *work(void *argument) {
  struct worker *worker = argument;
  while (now() < until) {
    if (connection(worker)) {
      worker->requests++;
    } else {
      worker->errors++;
    }
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 6 || atoi(argv[3]) < 1 || atoi(argv[3]) > THREADS_MAX) {
    fprintf(stderr, "usage: handshakes PORT PATH THREADS SECONDS full|resumed\n");
    return 2;
  }
  int threads = atoi(argv[3]);
  server.sin_family = AF_INET;
  server.sin_port = htons(atoi(argv[1]));
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  snprintf(request, sizeof request,
           "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", argv[2]);
  resume = strcmp(argv[5], "resumed") == 0;
  context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
  // The share is for the first; some servers must see the curve of their certificate too.
  SSL_CTX_set1_groups_list(context, "X25519:P-256");
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  if (resume) SSL_CTX_sess_set_new_cb(context, keep);
  static struct worker workers[THREADS_MAX];
  double start = now();
  until = start + atof(argv[4]);
  for (int i = 0; i < threads; i++) pthread_create(&workers[i].thread, NULL, work, &workers[i]);
  long requests = 0, errors = 0;
  for (int i = 0; i < threads; i++) {
    pthread_join(workers[i].thread, NULL);
    requests += workers[i].requests;
    errors += workers[i].errors;
  }
  printf("requests %ld\nerrors %ld\nseconds %.3f\n", requests, errors, now() - start);
  return 0;
}
