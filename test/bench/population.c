/*
 * Processes to be measured on.
 *
 *     population SECONDS SLEEPERS BUSY BURN_US PERIOD_US WAKE_MS CHURN
 *
 * SLEEPERS processes with 8 to 12 open files and 120 bytes of arguments each, one in ten with four
 * threads, one in twenty with a listening TCP socket on 127.0.0.1; BUSY more that use BURN_US of
 * CPU in every PERIOD_US; sleepers wake every WAKE_MS to use a little CPU, read a byte and fault a page
 * (0: they never wake); CHURN sleepers per second end and are replaced.
 *
 * Prints "ready COUNT" when all of them run. Ends them all and itself when standard input ends,
 * after SECONDS, and on SIGTERM; each of them also ends with its parent and after SECONDS.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_PROCESSES = 20000, MAX_SECONDS = 7200, ARGUMENT_BYTES = 120, THREAD_STACK = 65536 };

static long long microseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void sleep_microseconds(long long us) {
  struct timespec time = {us / 1000000, us % 1000000 * 1000};
  nanosleep(&time, NULL);
}

static void burn(long long us) {
  long long end = microseconds(CLOCK_PROCESS_CPUTIME_ID) + us;
  while (microseconds(CLOCK_PROCESS_CPUTIME_ID) < end) {
  }
}

static void *wait_forever(void *nothing) {
  for (;;) pause();
  return nothing;
}

static void start_threads(int count) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, THREAD_STACK);
  for (int i = 0; i < count; i++) pthread_create(&thread, &attributes, wait_forever, NULL);
}

static void listen_somewhere(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  bind(fd, (struct sockaddr *)&address, sizeof address);
  listen(fd, 1);
}

static void open_files(int count) {
  for (int fd = 3; fd < count; fd++) {
    if (open("/dev/zero", O_RDONLY) < 0) break;
  }
}

static void sleep_long(int number, long wake_ms) {
  char byte;
  int zero = open("/dev/zero", O_RDONLY);
  int files = 8 + number % 5 - (number % 20 == 1 ? 1 : 0);
  open_files(files - 1);
  if (number % 20 == 1) listen_somewhere();
  if (number % 10 == 0) start_threads(3);
  if (wake_ms == 0) {
    for (;;) pause();
  }
  char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (;;) {
    sleep_microseconds(wake_ms * 1000);
    burn(20);
    madvise(page, 4096, MADV_DONTNEED);
    page[0] = 1;
    if (read(zero, &byte, 1) < 0) exit(1);
  }
}

static void work(long long burn_us, long long period_us) {
  open_files(10);
  for (;;) {
    burn(burn_us);
    sleep_microseconds(period_us - burn_us);
  }
}

static char program[4096];

/* Starts this program again, so that each process has a memory map and arguments of its own. */
static pid_t start(const char *kind, const char *seconds, int number, long a, long b) {
  pid_t parent = getpid();
  pid_t pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
  char texts[3][24], padding[ARGUMENT_BYTES] = "--purpose=";
  snprintf(texts[0], sizeof *texts, "%d", number);
  snprintf(texts[1], sizeof *texts, "%ld", a);
  snprintf(texts[2], sizeof *texts, "%ld", b);
  char *arguments[] = {(char *)(number % 2 == 0 ? "/opt/bench/worker" : "/opt/bench/service"),
                       (char *)kind, (char *)seconds, texts[0], texts[1], texts[2], padding, NULL};
  size_t used = 0;
  for (int i = 0; i < 6; i++) used += strlen(arguments[i]) + 1;
  for (size_t at = strlen(padding); used + at + 1 < ARGUMENT_BYTES; at++) padding[at] = 'a' + at % 26;
  execv(program, arguments);
  _exit(1);
}

static volatile sig_atomic_t stopped;
static void stop(int signal) { stopped = signal; }

static void end(pid_t pid) {
  if (pid <= 0) return;
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
}

int main(int argc, char **argv) {
  if (argc != 7 && argc != 8) return 2;
  if (strcmp(argv[1], "sleeper") == 0 || strcmp(argv[1], "busy") == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(atoi(argv[2]));
    if (argv[1][0] == 's') sleep_long(atoi(argv[3]), atol(argv[4]));
    work(atol(argv[4]), atol(argv[5]));
  }
  long seconds = atol(argv[1]), sleepers = atol(argv[2]), busy = atol(argv[3]);
  long burn_us = atol(argv[4]), period_us = atol(argv[5]), wake_ms = atol(argv[6]);
  long churn = argc == 8 ? atol(argv[7]) : 0;
  if (seconds < 1 || seconds > MAX_SECONDS || sleepers < 0 || busy < 0 || burn_us >= period_us ||
      sleepers + busy > MAX_PROCESSES || churn < 0 || churn > 1000 || (churn > 0 && sleepers == 0)) {
    fprintf(stderr, "population: an argument is out of bounds\n");
    return 2;
  }
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  if (readlink("/proc/self/exe", program, sizeof program - 1) < 0) return 1;
  pid_t *pids = calloc(sleepers + busy + 1, sizeof *pids);
  if (pids == NULL) return 1;
  for (long i = 0; i < sleepers + busy; i++) {
    pids[i] = i < sleepers ? start("sleeper", argv[1], i, wake_ms, 0)
                           : start("busy", argv[1], i, burn_us, period_us);
  }
  /* Until each has started again as itself and opened its files. */
  sleep_microseconds(200000 + 100 * (sleepers + busy));
  printf("ready %ld\n", sleepers + busy);
  fflush(stdout);

  long long deadline = microseconds(CLOCK_MONOTONIC) + seconds * 1000000LL;
  long next = 0, born = sleepers + busy;
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  while (stopped == 0 && microseconds(CLOCK_MONOTONIC) < deadline) {
    char ignored[64];
    int wait_ms = churn > 0 ? (int)(1000 / churn) : 1000;
    if (poll(&input, 1, wait_ms) > 0 && read(STDIN_FILENO, ignored, sizeof ignored) <= 0) break;
    if (churn > 0) {
      end(pids[next]);
      pids[next] = start("sleeper", argv[1], born++, wake_ms, 0);
      next = (next + 1) % sleepers;
    }
  }
  for (long i = 0; i < sleepers + busy; i++) {
    if (pids[i] > 0) kill(pids[i], SIGKILL);
  }
  while (wait(NULL) > 0) {
  }
  return 0;
}
