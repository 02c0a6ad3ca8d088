/* Prints the CPU nanoseconds that a process has used, those of its ended threads included. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
  clockid_t clock;
  struct timespec used;
  if (argc != 2 || clock_getcpuclockid(atoi(argv[1]), &clock) != 0) return 1;
  if (clock_gettime(clock, &used) != 0) return 1;
  printf("%lld\n", used.tv_sec * 1000000000LL + used.tv_nsec);
  return 0;
}
