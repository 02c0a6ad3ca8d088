import { openSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { z } from "zod";

/*
 * What most collectors do, as a measure to compare with: takes every row of every sample as a JSON
 * object, checks it with zod, keeps the latest and appends the text to a file. Argument: the file.
 */
const row = z.object({
  host: z.string(),
  pid: z.int(),
  ppid: z.int().nullable(),
  name: z.string().nullable(),
  cmdline: z.array(z.string()).nullable(),
  username: z.string().nullable(),
  status: z.string().nullable(),
  cpu_percent: z.number().nullable(),
  cpu_time: z.number().nullable(),
  memory_rss: z.number().nullable(),
  memory_vms: z.number().nullable(),
  memory_percent: z.number().nullable(),
  num_threads: z.number().nullable(),
  nice: z.number().nullable(),
  open_fds: z.number().nullable(),
  net_conns: z.number().nullable(),
  read_bytes: z.number().nullable(),
  write_bytes: z.number().nullable(),
});
const sample = z.object({ host: z.string(), t: z.int(), processes: z.array(row) });

const fd = openSync(process.argv[2] as string, "a");
const latest = new Map<string, Map<number, z.infer<typeof row>>>();
let waiting: string[] = [];
setInterval(() => {
  writeSync(fd, waiting.join(""));
  waiting = [];
}, 1000);

const server = createServer((_request, response) => response.end("ok"));
new WebSocketServer({ server, maxPayload: 2 ** 24 }).on("connection", (socket) => {
  socket.on("message", (data: Buffer) => {
    const text = data.toString("utf8");
    const { host, processes } = sample.parse(JSON.parse(text));
    latest.set(host, new Map(processes.map((process) => [process.pid, process])));
    waiting.push(`${text}\n`);
  });
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit(0));
