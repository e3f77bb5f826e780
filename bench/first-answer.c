// first-answer PORT PATH COMMAND...: starts a server and prints how many milliseconds it took from exec
// to its first answer, and how much processor time of all its threads. Connects every half millisecond.
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MILLIS_MAX = 30000, PAUSE_NANOS = 500000 };

static double millis(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static double millis_of(struct timeval t) { return t.tv_sec * 1e3 + t.tv_usec / 1e3; }

static pid_t start(char **command) {
  pid_t pid = fork();
  if (pid == 0) {
    int none = open("/dev/null", O_WRONLY);
    dup2(none, 1);
    dup2(none, 2);
    execvp(command[0], command);
    _exit(127);
  }
  return pid;
}

// Returns whether the server answered with 200.
static int ask(int port, const char *path) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  char text[512];
  int ok = 0;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) {
    int n = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    ok = write(fd, text, n) == n && read(fd, text, sizeof text) >= 12 &&
         memcmp(text, "HTTP/1.", 7) == 0 && memcmp(text + 8, " 200", 4) == 0;
  }
  close(fd);
  return ok;
}

int main(int count, char **arguments) {
  if (count < 4) {
    fprintf(stderr, "usage: first-answer PORT PATH COMMAND...\n");
    return 2;
  }
  struct timespec pause = {0, PAUSE_NANOS};
  double begin = millis();
  double took;
  pid_t pid = start(arguments + 3);
  int ok;
  do {
    ok = ask(atoi(arguments[1]), arguments[2]);
    took = millis() - begin;
    if (!ok) nanosleep(&pause, NULL);
  } while (!ok && took < MILLIS_MAX && waitpid(pid, NULL, WNOHANG) == 0);
  struct rusage used;
  kill(pid, SIGKILL);
  if (!ok || wait4(pid, NULL, 0, &used) < 0) {
    fprintf(stderr, "first-answer: no answer\n");
    return 1;
  }
  printf("%.1f %.1f\n", took, millis_of(used.ru_utime) + millis_of(used.ru_stime));
  return 0;
}
