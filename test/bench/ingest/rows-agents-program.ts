import { WebSocket } from "ws";
import { readRecording } from "../recording/read-recording.ts";
import { storedRows } from "../storage/process-rows.ts";

/*
 * Agents that send whole rows, for rows-hub-program.ts. Arguments: URL, hosts, interval in milliseconds.
 */
const [url, hosts, interval] = process.argv.slice(2);
const recording = readRecording();
if (recording === undefined) throw new Error("the recording is missing");
const samples: string[] = [];
for (const rows of storedRows(recording)) {
  samples.push(JSON.stringify(rows.map(({ row }) => row)));
  if (samples.length === 60) break;
}
for (let index = 0; index < Number(hosts); index++) {
  const socket = new WebSocket(url as string, { perMessageDeflate: false });
  let at = index % samples.length;
  socket.on("open", () => {
    setTimeout(() => {
      setInterval(() => {
        at = (at + 1) % samples.length;
        socket.send(`{"host":"sim-${index}","t":${Date.now()},"processes":${samples[at]}}`);
      }, Number(interval));
    }, Number(interval) * Math.random());
  });
}
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
