/** Whose hosts they are. Every map and store of the hub begins with it. */
export type TenantId = string;

/** The one tenant there is while connections carry no key that names another. */
export const defaultTenant: TenantId = "default";
