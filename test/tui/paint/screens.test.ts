import { describe, expect, test } from "vitest";
import { noFilter } from "../../../src/tui/data/filter-state.ts";
import { noFolds, setFold } from "../../../src/tui/data/folds.ts";
import { createSampleFleet } from "../../support/sample-fleet.ts";
import { paintSampleScreen, textOf } from "../../support/sample-screen.ts";

const sample = createSampleFleet();
const screen = (
  ...args: Parameters<typeof paintSampleScreen> extends [unknown, ...infer Rest] ? Rest : never
): string => textOf(paintSampleScreen(sample, ...args));
const filtered = { hosts: noFilter, processes: { ...noFilter, applied: "cpu>5" } };

describe("the hosts overview", () => {
  test("at 80x24", () => {
    expect(screen(80, 24, { screen: "hosts" })).toMatchInlineSnapshot(`
      "procmon > all hosts   5 hosts: 1 ok 1 warn 1 crit 1 stale 1 down       08:00:00Z
      [1 Hosts] 2 Procs                                                        LIVE 1s
      Fleet CPU ████████▉░░░░  68%  MEM ███████▌░░░░░  58%  17 tasks  swap 0%
        HOST    CPUS CPU%v 60s hist  MEM LD/C  PROC TOP PROCESS                    AGE
      !>web-07     8  97.4 ·····█▆█  61% 3.91     5 node api.js --port 8081 98%     0s
      ^ db-01      8  71.0 ·····▆▄▆  93% 1.20     5 postgres: writer 41%            0s
        build-3   32  64.2 ·····▆▄▆  38% 0.07     5 cc1 -quiet sha1.c 52%           0s
      ? edge-9     2   3.1 ··▁·····  40% 0.05     2 nginx: worker 2%               45s
      x web-06     8     - ········    -    -     - - down since 07:33:00Z         27m













      1/5  sort CPU% desc
      "
    `);
  });

  test("at 40x10 is the table alone with one line below it", () => {
    expect(screen(40, 10, { screen: "hosts" })).toMatchInlineSnapshot(`
      "  HOST    CPU%v  MEM TOP PROCESS     AGE
      !>web-07   97.4  61% node api.j 98%   0s
      ^ db-01    71.0  93% postgres:  41%   0s
        build-3  64.2  38% cc1 -quiet 52%   0s
      ? edge-9    3.1  40% nginx: work 2%  45s
      x web-06      -    - - down since …  27m



      1/5  sort CPU% desc              LIVE 1s"
    `);
  });

  test("at 160x50", () => {
    expect(screen(160, 50, { screen: "hosts" })).toMatchInlineSnapshot(`
      "procmon > all hosts   5 hosts: 1 ok 1 warn 1 crit 1 stale 1 down   16 procs                                                                            08:00:00Z
      [1 Hosts]  2 Processes                                                                                                                                   LIVE 1s
      Fleet CPU ████████████████▍░░░░░░░  68%  MEM █████████████▉░░░░░░░░░░  58%  17 tasks  swap 0%
        HOST    OS           CPUS CPU%v 60s history           MEM  SWAP LD/CPU PSI c/m/i NET rx/tx   DISK r/w     PROC     UP TOP PROCESS                          AGE
      !>web-07  Debian 12       8  97.4 ············███▅▃▅▇█  61%     0   3.91 -         -           -               5 10d00h node api.js --port 8081 98%           0s
      ^ db-01   Debian 12       8  71.0 ············▆▆▆▄▂▄▅▆  93%     0   1.20 -         -           -               5 10d00h postgres: writer 41%                  0s
        build-3 Debian 12      32  64.2 ············▅▆▅▃▂▃▅▆  38%     0   0.07 -         -           -               5 10d00h cc1 -quiet sha1.c 52%                 0s
      ? edge-9  Debian 12       2   3.1 ·····▁··············  40%     0   0.05 -         -           -               2  9d23h nginx: worker 2%                     45s
      x web-06  Debian 12       8     - ····················    -     -      - -         -           -               -      - - down since 07:33:00Z               27m







































      1/5  sort CPU% desc
      "
    `);
  });
});

describe("the processes", () => {
  test("as a list at 80x24", () => {
    expect(screen(80, 24)).toMatchInlineSnapshot(`
      "procmon > all hosts   5 hosts: 1 ok 1 warn 1 crit 1 stale 1 down       08:00:00Z
      1 Hosts [2 Procs]                                                        LIVE 1s
      Fleet CPU ████████▉░░░░  68%  MEM ███████▌░░░░░  58%  17 tasks  swap 0%
       HOST        PID USER      S  CPU%v    RSS 60s    COMMAND
      >web-07     1107 app       R   97.9   612M ···█▇█ node api.js --port 8081
       web-07     1108 app       R   88.1   598M ···█▆█ node api.js --port 8082
       build-3   20871 ci        R   51.5    90M ···▅▄▅ cc1 -quiet sha1.c
       db-01       741 pg        S   41.0   4.7G ···▄▃▄ postgres: writer
       db-01       742 pg        D   29.9   4.7G ···▃▂▃ postgres: wal
       web-07     1109 app       S    2.0   590M ···▁▁▁ node api.js --port 8083
       edge-9       88 www       S    1.5    20M ·▁···· nginx: worker
       web-07     1021 app       S    0.2    82M ···▁▁▁ node cluster.js
       build-3   20113 ci        S    0.1   4.0M ···▁▁▁ make -j34
       db-01       733 pg        S    0.1   210M ···▁▁▁ postgres -D /data
       build-3       1 root      S    0.0    12M ···▁▁▁ init
       build-3   20001 ci        S    0.0   5.0M ···▁▁▁ bash ci.sh
       db-01         1 root      S    0.0    11M ···▁▁▁ init
       edge-9        1 root      S    0.0   3.0M ·▁···· init
       web-07        1 root      S    0.0    13M ···▁▁▁ init
       build-3   20874 ci        R    new    61M ······ cc1 -quiet zlib.c


      1/16  sort CPU% desc
      "
    `);
  });

  test("as a filtered tree at 80x24, with a fold", () => {
    const folds = setFold(noFolds, "db-01/733/733000", true);
    expect(screen(80, 24, { tree: true, filters: filtered, folds })).toMatchInlineSnapshot(`
      "procmon > all hosts   5 hosts: 1 ok 1 warn 1 crit 1 stale 1 down       08:00:00Z
      1 Hosts [2 Procs]                                                        LIVE 1s
      Fleet CPU ████████▉░░░░  68%  MEM ███████▌░░░░░  58%  17 tasks  swap 0%

       HOST        PID USER      S  CPU%v    RSS 60s    COMMAND (tree)
      >web-07        1 root      S  Σ 188   1.9G ···▁▁▁ [-] init
       web-07     1021 app       S  Σ 188   1.8G ···▁▁▁ └─ [-] node cluster.js
       web-07     1107 app       R   97.9   612M ···█▇█    ├─ node api.js --port 8081
       web-07     1108 app       R   88.1   598M ···█▆█    └─ node api.js --port 8082
       db-01         1 root      S Σ 71.0   9.6G ···▁▁▁ [-] init
       db-01       733 pg        S Σ 71.0   9.6G ···▁▁▁ └─ [+] postgres -D… (2 hidden)
       build-3       1 root      S Σ 51.6   172M ···▁▁▁ [-] init
       build-3   20001 ci        S Σ 51.6   160M ···▁▁▁ └─ [-] bash ci.sh
       build-3   20113 ci        S Σ 51.6   155M ···▁▁▁    └─ [-] make -j34
       build-3   20871 ci        R   51.5    90M ···▅▄▅       └─ cc1 -quiet sha1.c







      1/10  sort CPU% desc  tree  filter: cpu>5
      "
    `);
  });

  test("at 40x10 are the table alone with one line below it", () => {
    expect(screen(40, 10, { tree: true })).toMatchInlineSnapshot(`
      " HOST     CPU%v COMMAND (tree)
      >web-07   Σ 188 [-] init
       web-07   Σ 188 └─ [-] node cluster.js
       web-07    97.9    ├─ node api.js --por…
       web-07    88.1    ├─ node api.js --por…
       web-07     2.0    └─ node api.js --por…
       db-01   Σ 71.0 [-] init
       db-01   Σ 71.0 └─ [-] postgres -D /data
       db-01     41.0    ├─ postgres: writer
      1/16  sort CPU% desc  tree       LIVE 1s"
    `);
  });

  test("of one host as a tree at 160x50, with a meter a core", () => {
    expect(screen(160, 50, { tree: true, scope: "web-07" })).toMatchInlineSnapshot(`
      "procmon > web-07   5 hosts: 1 ok 1 warn 1 crit 1 stale 1 down   5 procs                                                                                08:00:00Z
      1 Hosts  [2 Processes]                                                                                                                                   LIVE 1s
      CPU  ███████████████████████████████████████░  97%  us -  sy -  wa -  st -
      MEM  ████████████████████████▍░░░░░░░░░░░░░░░  61%  9.8G of 16G   tasks 5, 2 running
      SWAP ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   0%  0 of 2.0G   load 31.28 23.46 15.64
        0 ███▉░░░░  49%   1 ████▉░░░  61%   2 █████▉░░  73%   3 ██████▊░  85%   4 ███████▊  97%   5 ████████ 100%   6 ████████ 100%   7 ████████ 100%
           PID USER      S  NI  THR   FDS  CPU%v   Σcpu 60s history       MEM%    RSS   Σrss    R/s    W/s LISTEN       COMMAND (tree)
      >      1 root      S   0    1     -    0.0    188 ··········▁▁▁▁▁▁   0.1    13M   1.9G      -      - -            [-] init
          1021 app       S   0   11     -    0.2    188 ··········▁▁▁▁▁▁   0.5    82M   1.8G      -      - -            └─ [-] node cluster.js
          1107 app       R   0   23     -   97.9   97.9 ··········██▆▃▇█   3.7   612M   612M      -      - *:8081          ├─ node api.js --port 8081
          1108 app       R   0   23     -   88.1   88.1 ··········▇█▅▃▆█   3.6   598M   598M      -      - -               ├─ node api.js --port 8082
          1109 app       S   0   23     -    2.0    2.0 ··········▁▁▁▁▁▁   3.6   590M   590M      -      - -               └─ node api.js --port 8083




































      1/5  sort CPU% desc  tree
      "
    `);
  });

  test("in ASCII alone", () => {
    const text = screen(
      80,
      24,
      { tree: true, scope: "web-07" },
      { glyphs: "ascii", theme: "mono" },
    );
    // oxlint-disable-next-line no-control-regex -- everything but ASCII is what must not be there
    expect(text).toMatch(/^[\n\x20-\x7E]*$/);
    expect(text).toMatchInlineSnapshot(`
      "procmon > web-07   5 hosts: 1 ok 1 warn 1 crit 1 stale 1 down          08:00:00Z
      1 Hosts [2 Procs]                                                        LIVE 1s
      CPU #############  97%  MEM ########.....  61%  5 tasks  load 31.28  swap 0%
           PID USER      S  CPU%v  MEM%    RSS 60s    COMMAND (tree, S = subtree sum)
      >      1 root      S  S 188  11.6   1.9G    ___ [-] init
          1021 app       S  S 188  11.5   1.8G    ___ \`- [-] node cluster.js
          1107 app       R   97.9   3.7   612M    #*#    |- node api.js --port 8081
          1108 app       R   88.1   3.6   598M    #+#    |- node api.js --port 8082
          1109 app       S    2.0   3.6   590M    ___    \`- node api.js --port 8083













      1/5  sort CPU% desc  tree
      "
    `);
  });
});

describe("a lost hub", () => {
  const feed = {
    kind: "lost",
    reason: "connect ECONNREFUSED",
    retryAt: sample.clock.monotonic() + 2500,
  } as const;

  test("is told in the header, with the time of the next attempt", () => {
    expect(screen(80, 24, {}, { feed }).split("\n")[1]).toBe(
      "1 Hosts [2 Procs]                  hub lost: retry in 3 s (connect ECONNREFUSED)",
    );
  });

  test("is told at 40x10 too", () => {
    expect(screen(40, 10, {}, { feed }).split("\n").at(-1)).toContain("hub lost: retry in 3 s");
  });
});
