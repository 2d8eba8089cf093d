/** Says to screen readers what happens, and not more often than they can follow. */
import { element } from "./element";

const LEAST_MS = 5000;

/** A live region in a place of the page; of what comes too fast only the last is said. */
export class Announcer {
  readonly #region = element("p", { class: "govuk-visually-hidden", role: "status" });
  #next = "";
  #timer = 0;

  constructor(place: Element) {
    place.append(this.#region);
  }

  /** Say it, at the latest when five seconds have gone by since the last. */
  say(text: string): void {
    if (text === (this.#next || this.#region.textContent)) return;
    this.#next = text;
    if (this.#timer === 0) this.#speak();
  }

  #speak(): void {
    this.#timer = 0;
    if (this.#next === "") return;
    this.#region.textContent = this.#next;
    this.#next = "";
    this.#timer = window.setTimeout(() => this.#speak(), LEAST_MS);
  }
}
