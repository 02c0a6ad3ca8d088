import { processes } from "systeminformation";
import { serveSamples } from "./serve-samples.ts";

/** `processes()` starts a shell and a `cat` per process, hence the children. */
await serveSamples(async () => (await processes()).all, true);
