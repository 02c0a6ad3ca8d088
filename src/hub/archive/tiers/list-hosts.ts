import { type TenantId } from "../../tenant.ts";
import { type HostName } from "../archive.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { levels } from "./period.ts";

/** Hosts of which sealed files are kept, at whatever level. */
export const listHosts = async (
  shelf: Shelf,
  tenants: readonly TenantId[],
): Promise<HostName[]> => {
  const names: HostName[] = [];
  for (const tenant of tenants) {
    const hosts = new Set<string>();
    for (const level of levels)
      for (const host of await shelf.list(`${tenant}/${level}`)) hosts.add(host);
    for (const host of [...hosts].sort()) names.push({ tenant, host });
  }
  return names;
};
