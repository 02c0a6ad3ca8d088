import fc from "fast-check";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const oddValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(
    null,
    -1,
    0.5,
    1e300,
    Number.MAX_SAFE_INTEGER,
    131_071,
    131_072,
    "",
    "\u001b[2J",
    "\ud800",
    " ",
    "R",
    [],
    {},
    [[], []],
    true,
  ),
  fc.integer(),
  fc.nat(5),
  fc.jsonValue() as fc.Arbitrary<Json>,
);

/** Changes some places of a JSON value: replaces, drops, doubles or renames what stands there. */
export const arbitraryMutation = (value: unknown): fc.Arbitrary<unknown> =>
  fc
    .array(fc.tuple(fc.nat(), fc.nat(3), oddValue), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      const root = structuredClone(value) as Json;
      for (const [pick, how, odd] of changes) {
        const places = placesIn(root);
        const place = places[pick % Math.max(1, places.length)];
        if (place !== undefined) change(place, how, odd);
      }
      return root;
    });

type Place = readonly [parent: Json[] | { [key: string]: Json }, key: string];

const placesIn = (value: Json): Place[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, child]) => [[value, key] as const, ...placesIn(child)]);

const change = ([parent, key]: Place, how: number, odd: Json): void => {
  if (Array.isArray(parent)) {
    const index = Number(key);
    if (how === 0) parent.splice(index, 1);
    else if (how === 1) parent.splice(index, 0, parent[index] as Json);
    else parent[index] = odd;
  } else if (how === 0) delete parent[key];
  else if (how === 1) parent[`${key}x`] = parent[key] as Json;
  else parent[key] = odd;
};
