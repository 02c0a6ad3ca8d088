import { type HostView } from "../../protocol/process-row.ts";

/** One process and what it is ranked by. */
interface RankedPlace {
  readonly view: HostView;
  readonly slot: number;
  readonly value: number;
}

/** The processes with the highest values above 0, highest first, of any number that are offered. */
export class TopPlaces {
  readonly #most: number;
  /** Twice as many as wanted at most, in no order. */
  #places: RankedPlace[] = [];
  #least = 0;

  constructor(most: number) {
    this.#most = most;
  }

  offer(view: HostView, slot: number, value: number): void {
    if (!(value > this.#least)) return;
    this.#places.push({ view, slot, value });
    if (this.#places.length < 2 * this.#most) return;
    this.#places = this.highest;
    this.#least = this.#places.at(-1)?.value ?? 0;
  }

  get highest(): RankedPlace[] {
    return this.#places.toSorted((a, b) => b.value - a.value).slice(0, this.#most);
  }
}
