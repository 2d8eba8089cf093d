/** How fast it goes, from what was sent in the last seconds. */

const WINDOW_MS = 10_000;
const LEAST_MS = 1000;

/** Told how many bytes were sent by when, says bytes a second; null while it cannot tell. */
export class Rate {
  #marks: { at: number; bytes: number }[] = [];

  /** Note that `bytes` in all were sent by now; fewer than before begins anew. */
  note(bytes: number, now: number = performance.now()): void {
    const last = this.#marks[this.#marks.length - 1];
    if (last && bytes < last.bytes) this.#marks = [];
    this.#marks.push({ at: now, bytes });
    while (this.#marks.length > 2 && now - this.#marks[0]!.at > WINDOW_MS) this.#marks.shift();
  }

  /** Bytes a second. */
  get bytesPerSecond(): number | null {
    const [first, last] = [this.#marks[0], this.#marks[this.#marks.length - 1]];
    if (!first || !last || last.at - first.at < LEAST_MS || last.bytes === first.bytes) return null;
    return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
  }
}
