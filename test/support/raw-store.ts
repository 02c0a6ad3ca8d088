import { type HostName, type Window } from "../../src/hub/archive/archive.ts";
import { type Piece } from "../../src/hub/archive/piece.ts";
import { type Shelf } from "../../src/hub/archive/shelf/shelf.ts";
import { levelFile } from "../../src/hub/archive/tiers/level-folder.ts";
import { parseFileName } from "../../src/hub/archive/tiers/period.ts";
import { piecesOfSamples, type SomeSample } from "./pieces-of-samples.ts";

const hourMs = 3_600_000;

/** Raw samples of hosts, sealed hour by hour into files of a shelf: what the tiers stand on. */
export const createRawStore = (shelf: Shelf) => {
  const keyOf = ({ tenant, host }: HostName): string => `${tenant}/${host}`;
  const unsealed = new Map<string, SomeSample[]>();
  /** Made of the unsealed samples when asked for. */
  const unsealedPieces = new Map<string, Piece[]>();
  /** By path of the file; a file that is gone from the shelf is gone here. */
  const sealed = new Map<string, { readonly piece: Piece; readonly name: string }>();

  const livePieces = async (name: HostName): Promise<Piece[]> => {
    const key = keyOf(name);
    const own =
      unsealedPieces.get(key) ?? piecesOfSamples(unsealed.get(key) ?? [], { host: name.host });
    unsealedPieces.set(key, own);
    const pieces = [...own];
    for (const [path, one] of sealed)
      if (one.name === key && (await shelf.size(path)) !== undefined) pieces.push(one.piece);
    return pieces.sort((a, b) => (a.times[0] as number) - (b.times[0] as number));
  };

  return {
    add: (name: HostName, samples: readonly SomeSample[]): void => {
      const list = unsealed.get(keyOf(name)) ?? [];
      unsealed.set(keyOf(name), [...list, ...samples]);
      unsealedPieces.delete(keyOf(name));
    },
    /** Seals all hours that end by a moment. */
    seal: async (name: HostName, until: number): Promise<void> => {
      const samples = unsealed.get(keyOf(name)) ?? [];
      const end = Math.floor(until / hourMs) * hourMs;
      unsealedPieces.delete(keyOf(name));
      unsealed.set(
        keyOf(name),
        samples.filter(({ time }) => time >= end),
      );
      const old = samples.filter(({ time }) => time < end);
      for (const piece of piecesOfSamples(old, { host: name.host })) {
        const hour = new Date(piece.times[0] as number).toISOString().slice(0, 13);
        let stem = hour;
        for (let part = 1; sealed.has(levelFile(name, "raw", stem)); part++)
          stem = `${hour}.${part}`;
        const path = levelFile(name, "raw", stem);
        sealed.set(path, { piece, name: keyOf(name) });
        await shelf.put(path, [Buffer.from(`${piece.times.length} samples`)]);
      }
    },
    readRaw: async function* (name: HostName, stem: string): AsyncGenerator<Piece> {
      const path = levelFile(name, "raw", stem);
      const one = sealed.get(path);
      if (one !== undefined && (await shelf.size(path)) !== undefined) yield one.piece;
    },
    raw: {
      span: async (name: HostName): Promise<Window | undefined> => {
        const pieces = await livePieces(name);
        const first = pieces[0];
        return (
          first && {
            from: first.times[0] as number,
            to: Math.max(...pieces.map(({ times }) => times.at(-1) as number)),
          }
        );
      },
      pieces: async function* (
        name: HostName,
        { from, to, pid }: Window & { readonly pid?: number },
      ): AsyncGenerator<Piece> {
        for (const piece of await livePieces(name)) {
          if ((piece.times.at(-1) as number) < from || (piece.times[0] as number) > to) continue;
          yield pid === undefined
            ? piece
            : { ...piece, tracks: piece.tracks.filter((track) => track.pid === pid) };
        }
      },
    },
    /** File names of the raw level that are known, for a test to look at. */
    stems: (): string[] =>
      [...sealed.keys()].map(
        (path) => parseFileName("raw", path.split("/").at(-1) ?? "")?.stem ?? "",
      ),
  };
};
