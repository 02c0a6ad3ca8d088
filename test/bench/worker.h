/*
 * The protocol every measured program speaks with the bench. For each line on standard input it
 * does one thing ("sample" takes a sample, "noop" nothing) and answers with one line:
 *
 *     <CPU ns used by this process and its waited-for children since its start> <wall ns> <count>
 *
 * The bench takes differences of the first column, and subtracts what a "noop" costs.
 */
#ifndef WORKER_H
#define WORKER_H

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static long long nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long cpu_nanoseconds(void) {
  struct rusage children;
  getrusage(RUSAGE_CHILDREN, &children);
  return nanoseconds(CLOCK_PROCESS_CPUTIME_ID) +
         (children.ru_utime.tv_sec + children.ru_stime.tv_sec) * 1000000000LL +
         (children.ru_utime.tv_usec + children.ru_stime.tv_usec) * 1000LL;
}

static int serve(int (*sample)(void)) {
  char line[64];
  while (fgets(line, sizeof line, stdin) != NULL) {
    long long start = nanoseconds(CLOCK_MONOTONIC);
    int count = strncmp(line, "sample", 6) == 0 ? sample() : 0;
    printf("%lld %lld %d\n", cpu_nanoseconds(), nanoseconds(CLOCK_MONOTONIC) - start, count);
    fflush(stdout);
  }
  return 0;
}

#endif
