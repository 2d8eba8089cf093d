// What is left alone clears itself: it warns in words, then empties and leaves the page.
import { ACTIVITY } from "../events";
import { leave } from "./leaving";

/** How long a page may be left alone, and how long before that it warns. */
export interface IdleTimes {
  clearMs: number;
  warnMs: number;
}

/** Fifteen minutes, two of them with the warning on the screen. */
export const IDLE: IdleTimes = { clearMs: 15 * 60_000, warnMs: 2 * 60_000 };

const CLEARS = "[data-clears-itself]";
const SIGNS_OF_LIFE = ["keydown", "pointerdown", "input", "scroll", "touchstart", ACTIVITY];
const TICK_MS = 1000;
/** Of a line that is hardly one: ten kilobytes a second. */
const SLOWEST_BYTES_PER_MS = 10;

/** Minutes and seconds, as `1:05`; never below nothing. */
export function minutesLeft(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * Watch over a page as long as something on it is marked `data-clears-itself`. The warning is
 * the page's own `<dialog>` in `<template id="idle-warning">`, with a `[data-left]`, a
 * `[data-stay]` and a `[data-clear]`. It leaves as "leave at once" does: who finds the device may not
 * be who left it.
 */
export function watchIdlePages(times: IdleTimes = IDLE): void {
  const template = document.querySelector<HTMLTemplateElement>("#idle-warning");
  if (!template) return;
  // By the clock, not by counting: timers sleep while a laptop does.
  let lastSign = Date.now();
  let underWayUntil = 0;
  const warning = new Warning(template, () => {
    lastSign = Date.now();
  });
  for (const name of SIGNS_OF_LIFE)
    document.addEventListener(
      name,
      () => {
        // Once it warns, only the answer to the warning counts: a cat on the keyboard must not.
        if (!warning.shown) lastSign = Date.now();
      },
      { capture: true, passive: true },
    );
  // A form on its way to the server may take hours with large files. Nothing tells where it was
  // stopped by hand: so it is given as long as it can need, and who types on has stopped it.
  document.addEventListener("submit", (event) => {
    lastSign = Date.now();
    if (!event.defaultPrevented) underWayUntil = lastSign + longestWay(event.target as HTMLFormElement);
  });
  document.addEventListener("input", () => {
    underWayUntil = 0;
  });
  setInterval(() => {
    if (!document.querySelector(CLEARS)) {
      warning.close();
      return;
    }
    const left = Math.max(lastSign, underWayUntil) + times.clearMs - Date.now();
    if (left <= 0) leave();
    else if (left <= times.warnMs) warning.show(minutesLeft(left));
    else warning.close();
  }, TICK_MS);
}

function longestWay(form: HTMLFormElement): number {
  const fields = form.querySelectorAll<HTMLInputElement>("input[type=file]");
  const files = Array.from(fields).flatMap((field) => Array.from(field.files ?? []));
  return files.reduce((bytes, file) => bytes + file.size, 0) / SLOWEST_BYTES_PER_MS;
}

class Warning {
  private readonly dialog: HTMLDialogElement;
  private readonly left: Element | null;

  constructor(template: HTMLTemplateElement, stay: () => void) {
    const copy = document.importNode(template.content, true);
    const dialog = copy.querySelector("dialog");
    if (!dialog) throw new Error("the idle warning has no dialog");
    this.dialog = dialog;
    this.left = dialog.querySelector("[data-left]");
    dialog.querySelector("[data-clear]")?.addEventListener("click", leave);
    document.body.append(dialog);
    dialog.querySelector("[data-stay]")?.addEventListener("click", () => this.close());
    // By its button or by Escape: whoever closes it is there.
    dialog.addEventListener("close", stay);
  }

  get shown(): boolean {
    return this.dialog.open;
  }

  show(left: string): void {
    if (!this.dialog.open) this.dialog.showModal();
    if (this.left) this.left.textContent = left;
  }

  close(): void {
    if (this.dialog.open) this.dialog.close();
  }
}
