/** The receipt: the server knows the case, this document alone the code. */
import {
  type AccessCode,
  caseNumberOf,
  CODE_PARTS,
  isTypedBack,
  spell,
  verifierOf,
} from "../sealing/access_code";
import { offerCopy, offerPrint } from "../receipt/keep";
import { word } from "../words";
import { element, found } from "./element";
import { clearMistakes, showMistakes } from "./errors";
import { exchangePage } from "./exchange";
import { isAccepted, send } from "./send";
import { problemText } from "./sealed_form";
import type { Token } from "./token";

// It looks like nothing in a folder of downloads.
const FILE_NAME = "notes.txt";

/** Fill in the code, and do what the page's buttons say. `onDone` when the code was typed back. */
export function fillReceipt(
  main: HTMLElement,
  code: AccessCode,
  token: Token,
  onDone: () => void,
): void {
  const number = found<HTMLElement>(main, "#case-number");
  number.textContent = caseNumberOf(code);
  // Typed back before: then no page shows it again.
  if (!main.querySelector("#code")) return;
  showCode(main, code, number.textContent);
  listen(main, code, token, onDone);
}

/** Put a code into the list that a page has for it, and offer ways to keep it. */
export function showCode(main: HTMLElement, code: AccessCode, caseNumber: string): void {
  const list = found<HTMLOListElement>(main, "#code");
  const parts = spell(code, document.documentElement.lang.startsWith("zh") ? "zh" : "en");
  list.replaceChildren(...parts.map((part) => element("li", {}, part)));
  list.hidden = false;
  offerCopy(main);
  offerPrint(main);
  offerFile(main, `${caseNumber}\n${parts.join(" ")}\n`);
}

function offerFile(main: HTMLElement, text: string): void {
  const button = main.querySelector<HTMLButtonElement>('[data-action="save"]');
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = element("a", { href: address, download: FILE_NAME });
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });
}

function listen(main: HTMLElement, code: AccessCode, token: Token, onDone: () => void): void {
  const field = found<HTMLInputElement>(main, "[name=typed]");
  const form = field.form!;
  const places = placesIn(form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!isTypedBack(code, places, field.value))
      return showMistakes(main, [{ text: word("typed-wrong"), field: field.id }]);
    clearMistakes(main);
    const outcome = await send(form.action, [["verifier", verifierOf(code)]], token);
    if (!isAccepted(outcome)) return showMistakes(main, [{ text: problemText(outcome) }]);
    exchangePage(outcome.html);
    onDone();
  });
}

/**
 * The two places that a page asks for.
 *
 * @throws Error when it asks for none.
 */
export function placesIn(form: HTMLFormElement): number[] {
  const value = form.querySelector<HTMLInputElement>("[name=positions]")?.value ?? "";
  const places = value.split(",").map(Number);
  if (places.length !== 2 || !places.every((place) => place >= 1 && place <= CODE_PARTS))
    throw new Error("the page asks for no two parts");
  return places;
}
