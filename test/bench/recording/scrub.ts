import { createHash } from "node:crypto";
import { type SampleFrame } from "../../../src/protocol/frame.ts";
import { type HostFacts } from "../../../src/protocol/host-facts.ts";

/** Words that every Linux machine has. Whatever else a text holds is replaced. */
const publicWords = new Set(
  (
    "usr bin sbin lib lib64 libexec share local dev proc sys run tmp var etc home root opt srv log cache null pts tty console " +
    "node npm npx bash dash zsh sh sleep timeout python python3 perl gcc cc cc1 tsc esbuild vitest git ssh sshd cron systemd init " +
    "gzip sort find grep sed awk wc cat ls xargs make postgres nginx redis docker containerd java rustc cargo " +
    "kworker ksoftirqd kthreadd migration rcu cpuhp kswapd kcompactd khugepaged jbd2 ext4 events unbound highpri mm percpu wq " +
    "worker server main index dist src test modules node_modules true false max old space size port host config " +
    "ext4 tmpfs overlay nobody postgres daemon deleted kernel slice service scope user system " +
    "tcp tcp6 udp udp6 MainThread"
  ).split(/\s+/),
);

/**
 * Replaces every word that could tell where a recording was made by one of the same length, the same
 * word always by the same one, so that sizes and repetition stay as they were.
 */
const scrubText = (text: string): string =>
  text.replaceAll(/[A-Za-z_]{2,}|(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{6,}/g, (word) =>
    publicWords.has(word) ? word : standIn(word),
  );

const vowels = "aeiou";
const consonants = "bcdfghklmnprstvw";
const hexDigits = "0123456789abcdef";

const standIn = (word: string): string => {
  const bytes = createHash("sha512").update(`procmon:${word}`).digest();
  const isHex = /[0-9]/.test(word);
  let made = "";
  for (let i = 0; i < word.length; i++) {
    const byte = bytes[i % bytes.length] as number;
    const letters = isHex ? hexDigits : i % 2 === 0 ? consonants : vowels;
    const letter = letters[(byte + (i >> 6)) % letters.length] as string;
    made += /[A-Z]/.test(word[i] as string) ? letter.toUpperCase() : letter;
  }
  return made;
};

const scrub = (value: unknown): unknown => {
  if (typeof value === "string") return scrubText(value);
  if (Array.isArray(value)) return value.map(scrub);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, scrub(inner)]));
};

/** A frame without a word of the machine that it came from. Numbers stay. */
export const scrubFrame = (frame: SampleFrame): SampleFrame => ({
  ...frame,
  ...(frame.n !== undefined && { n: scrub(frame.n) as NonNullable<SampleFrame["n"]> }),
  ...(frame.r !== undefined && { r: scrub(frame.r) as NonNullable<SampleFrame["r"]> }),
  ...(frame.mounts !== undefined && {
    mounts: scrub(frame.mounts) as NonNullable<SampleFrame["mounts"]>,
  }),
});

export const scrubFacts = (facts: HostFacts): HostFacts => ({
  ...facts,
  hostname: "recorded",
  boot_id: "00000000-0000-4000-8000-000000000001",
});
