/* Each sample runs the command of the arguments to its end, its output thrown away. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "worker.h"

extern char **environ;
static char **command;

static int sample(void) {
  posix_spawn_file_actions_t actions;
  pid_t pid;
  int status = 0;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (posix_spawnp(&pid, command[0], &actions, NULL, command, environ) != 0) exit(127);
  posix_spawn_file_actions_destroy(&actions);
  waitpid(pid, &status, 0);
  if (status != 0) exit(1);
  return 1;
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  command = argv + 1;
  return serve(sample);
}
