import { commandOf, type HostView } from "../../protocol/process-row.ts";

/**
 * `commandOf` of one host, made once for as long as a slot keeps its name and arguments: joining the
 * arguments of every process at every sample would cost more than the sort by them.
 */
export class CommandTexts {
  readonly #cmdline: (readonly string[] | null)[] = [];
  readonly #name: (string | null)[] = [];
  readonly #text: string[] = [];

  at(view: HostView, slot: number): string {
    const { info } = view.state.processes;
    const cmdline = info.cmdline[slot] ?? null;
    const name = info.name[slot] ?? null;
    const known = this.#text[slot];
    if (known !== undefined && this.#cmdline[slot] === cmdline && this.#name[slot] === name)
      return known;
    const text = commandOf(view, slot);
    this.#cmdline[slot] = cmdline;
    this.#name[slot] = name;
    this.#text[slot] = text;
    return text;
  }
}
