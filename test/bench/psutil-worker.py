"""psutil with the fields of a full sample; speaks the protocol of worker.h."""

import resource
import sys
import time

import psutil

FIELDS = [
    "pid", "ppid", "name", "exe", "cmdline", "username", "uids", "status", "create_time",
    "cpu_percent", "cpu_times", "memory_info", "memory_percent", "num_threads", "nice", "cwd",
    "num_fds", "io_counters", "terminal",
]


def read_cgroups(pids):
    for pid in pids:
        try:
            with open(f"/proc/{pid}/cgroup", "rb") as file:
                file.read()
        except OSError:
            pass


def sample():
    pids = [process.info["pid"] for process in psutil.process_iter(FIELDS)]
    read_cgroups(pids)
    return len(pids)


def cpu_ns():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return round(sum(one.ru_utime + one.ru_stime for one in used) * 1e9)


for line in iter(sys.stdin.readline, ""):
    start = time.monotonic_ns()
    count = sample() if line == "sample\n" else 0
    print(cpu_ns(), time.monotonic_ns() - start, count, flush=True)
