/** The first use of a one-time code: a code that only this document knows takes its place. */
import { base64 } from "@scure/base";
import {
  type AccessCode,
  identityOf,
  isTypedBack,
  messageKeyOf,
  newAccessCode,
  recipientOf,
  verifierOf,
} from "../sealing/access_code";
import { fileKeyOf, headerFor, joinFile, sealToAll } from "../sealing/age_file";
import { recipientDigest, writeCodeExchange } from "../sealing/code_exchange";
import { word } from "../words";
import { element, found } from "./element";
import { clearMistakes, showMistakes } from "./errors";
import { parsePage } from "./exchange";
import { sealedAttachments } from "./message";
import { placesIn, showCode } from "./receipt";
import { recipientsOf } from "./roster";
import { problemText } from "./sealed_form";
import { isAccepted, type Outcome, send } from "./send";
import type { Token } from "./token";

const MOST_TRIES = 4;

type Slot = { item_id: string; header: string };

/** The page on which a code is replaced, and what it does when it is done. */
export type Replacing = {
  main: HTMLElement;
  /** The one-time code. */
  code: AccessCode;
  token: Token;
  /** Ask again for the page: whom to seal to, and which replies are there. */
  look: () => Promise<Outcome>;
  /** Show what the server answered under the new code. */
  done: (html: string, code: AccessCode) => Promise<void>;
};

/** Make a code, show it, and exchange it for the old one when part of it was typed back. */
export function replaceCode(replacing: Replacing): void {
  const { main } = replacing;
  const form = found<HTMLFormElement>(main, "#replace-form");
  const field = found<HTMLInputElement>(form, "[name=typed]");
  const number = found<HTMLElement>(main, "#case-number").textContent ?? "";
  const fresh = newAccessCode();
  const state = element("p", { class: "govuk-body", role: "status" });
  showCode(main, fresh, number);
  form.append(state);
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    if (!isTypedBack(fresh, placesIn(form), field.value))
      return showMistakes(main, [{ text: word("typed-wrong"), field: field.id }]);
    clearMistakes(main);
    busy = true;
    state.textContent = word("sending");
    const outcome = await exchange(replacing, form, fresh, number).catch(
      (): Outcome => ({ kind: "problem", error: "failed", body: {} }),
    );
    busy = false;
    state.textContent = "";
    if (isAccepted(outcome)) return replacing.done(outcome.html, fresh);
    showMistakes(main, [{ text: problemText(outcome) }]);
  });
}

async function exchange(
  { code, token, look }: Replacing,
  form: HTMLFormElement,
  fresh: AccessCode,
  number: string,
): Promise<Outcome> {
  for (let tries = 0; ; tries++) {
    const outcome = await send(form.action, await seal(form, code, fresh, number), token);
    if (outcome.kind !== "problem" || tries >= MOST_TRIES) return outcome;
    if (!["replies", "outdated"].includes(outcome.error)) return outcome;
    // A reply came, or a key was exchanged: what is there now has to be sealed.
    const looked = await look();
    if (!isAccepted(looked)) return looked;
    const next = parsePage(looked.html).querySelector<HTMLFormElement>("#replace-form");
    if (!next) return outcome;
    for (const name of ["recipients", "roster", "replies"]) form.dataset[name] = next.dataset[name];
  }
}

async function seal(
  form: HTMLFormElement,
  code: AccessCode,
  fresh: AccessCode,
  caseNumber: string,
): Promise<[string, string][]> {
  const slots = JSON.parse(form.dataset.replies ?? "[]") as Slot[];
  const recipient = await recipientOf(fresh);
  const organ = Object.values(recipientsOf(form))[0]!;
  const body = writeCodeExchange({
    caseNumber,
    earlierKey: messageKeyOf(code),
    messageKey: messageKeyOf(fresh),
    recipientDigest: recipientDigest(recipient),
    replies: slots.map((slot) => slot.item_id),
  });
  const sealed = await sealToAll([organ, recipient], body);
  return [
    ["verifier", verifierOf(code)],
    ["new_verifier", verifierOf(fresh)],
    ["reporter_recipient", recipient],
    ["roster", form.dataset.roster ?? ""],
    ["sealed_exchange", base64.encode(joinFile(sealed.headers[0]!, sealed.payload))],
    ["reporter_header", base64.encode(sealed.headers[1]!)],
    ["reply_headers", sealedAttachments(await rewrap(slots, code, recipient))],
  ];
}

async function rewrap(slots: Slot[], code: AccessCode, recipient: string) {
  const identity = identityOf(code);
  return Promise.all(
    slots.map(async ({ item_id, header }) => {
      const fileKey = await fileKeyOf(base64.decode(header), identity);
      return { item_id, header: headerFor(fileKey, recipient) };
    }),
  );
}
