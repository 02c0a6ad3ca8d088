/* The floor: opens, reads and closes /proc/PID/stat of every process, and looks at none of it. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>
#include "worker.h"

static int sample(void) {
  DIR *proc = opendir("/proc");
  struct dirent *entry;
  int count = 0;
  if (proc == NULL) return 0;
  while ((entry = readdir(proc)) != NULL) {
    char path[64], text[4096];
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
    snprintf(path, sizeof path, "/proc/%.20s/stat", entry->d_name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) continue;
    if (read(fd, text, sizeof text) > 0) count++;
    close(fd);
  }
  closedir(proc);
  return count;
}

int main(void) { return serve(sample); }
