/** Begins only where all is there that sealing needs; else the page's own text says what to do. */
import { rememberWords } from "../words";
import { giveUp, prepare } from "./ready";

/**
 * Run `begin` and take the warning away. Where it throws, or the browser is too old, nothing was
 * put in, and the choice that the page brought along stays, and is shown without further waiting.
 */
export function start(begin: () => void): void {
  if (!canSeal()) return giveUp(document);
  try {
    rememberWords();
    begin();
    prepare(document);
  } catch (error) {
    giveUp(document);
    throw error;
  }
}

function canSeal(): boolean {
  return (
    typeof BigInt === "function" &&
    typeof ReadableStream === "function" &&
    typeof TransformStream === "function" &&
    typeof fetch === "function" &&
    typeof globalThis.crypto?.getRandomValues === "function"
  );
}
