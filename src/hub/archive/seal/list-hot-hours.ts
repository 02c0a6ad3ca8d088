import { type HostName } from "../archive.ts";
import { hostFolder, hourOfHot } from "../paths.ts";
import { type Shelf } from "../shelf/shelf.ts";

/** All hours that have groups, of all hosts. */
export async function* listHotHours(
  shelf: Shelf,
): AsyncGenerator<{ readonly name: HostName; readonly hour: number }> {
  for (const tenant of await listTenants(shelf)) {
    for (const host of await shelf.list(`${tenant}/hot`)) {
      const name = { tenant, host };
      for (const file of await shelf.list(hostFolder(name, "hot"))) {
        const hour = hourOfHot(file);
        if (hour !== undefined) yield { name, hour };
      }
    }
  }
}

/** The folder of the log stands beside those of the tenants. */
const logFolder = "wal";

export const listTenants = async (shelf: Shelf): Promise<string[]> =>
  (await shelf.list("")).filter((name) => name !== logFolder);
