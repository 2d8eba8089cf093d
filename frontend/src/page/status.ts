/** Coming back: the code is typed here and stays here; the server is asked by the verifier alone. */
import {
  type AccessCode,
  AccessCodeError,
  parseAccessCode,
  verifierOf,
} from "../sealing/access_code";
import { hasGiveaways, renderPreview } from "../preview/preview";
import type { Answers } from "../sealing/envelope";
import { isUnsent } from "../quiet/unsent";
import { hasWord, word } from "../words";
import { asSent, readAnswers, tooLong } from "./answers";
import { element, found } from "./element";
import { clearMistakes, type Mistake, showMistakes } from "./errors";
import { exchangePage, parsePage } from "./exchange";
import { sendMessage } from "./message";
import { prepare } from "./ready";
import { replaceCode } from "./replace";
import { openReplies } from "./replies";
import { takeRoster, tooLongOrThrow } from "./roster";
import { problemText, SealedForm } from "./sealed_form";
import { isAccepted, send } from "./send";
import { closedCaseIn, standingIn } from "./standing";
import { Token } from "./token";

/** The pages behind "check a case", from the question for the code on. */
export class StatusPages {
  #code: AccessCode | null = null;
  #number = "";
  #form: SealedForm | null = null;
  #token: Token;

  constructor(
    private readonly url: string,
    ask: HTMLFormElement,
  ) {
    this.#token = Token.of(ask, location.href);
    this.#listen(ask);
  }

  /** Forget the code, as far as a script can. */
  forget(): void {
    this.#code?.fill(0);
    this.#code = null;
  }

  #listen(ask: HTMLFormElement): void {
    const button = element("button", { type: "submit", class: "govuk-button" }, word("continue"));
    (ask.querySelector("noscript") ?? ask.lastElementChild)?.after(button);
    let busy = false;
    ask.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      await this.#ask(ask).finally(() => {
        busy = false;
      });
    });
  }

  async #ask(ask: HTMLFormElement): Promise<void> {
    const main = found<HTMLElement>(document, "main");
    const field = found<HTMLInputElement>(ask, "[name=access_code]");
    clearMistakes(main);
    try {
      if (field.value.trim() === "") return showMistakes(main, [mistake(field, "code-needed")]);
      this.#code = parseAccessCode(field.value);
    } catch (error) {
      if (!(error instanceof AccessCodeError)) throw error;
      return showMistakes(main, [{ text: slip(error), field: field.id }]);
    }
    const number = ask.querySelector<HTMLInputElement>("[name=case_number]");
    this.#number = number?.value ?? "";
    const wrong = await this.#look(field.value, number?.id);
    if (wrong.length > 0) showMistakes(found(document, "main"), wrong);
  }

  /** Ask how the case stands, and show the answer. `typed` comes back where nothing was found. */
  async #look(typed = "", numberField?: string): Promise<Mistake[]> {
    const fields: [string, string][] = [["verifier", verifierOf(this.#code!)]];
    if (this.#number.trim() !== "") fields.push(["case_number", this.#number]);
    const outcome = await send(this.url, fields, this.#token);
    if (outcome.kind === "page") {
      await this.#show(outcome.html, typed);
      return [];
    }
    // The verifier is always well formed: what is not can only be the number.
    if (outcome.kind === "problem" && outcome.error === "malformed" && numberField)
      return [{ text: word("number-wrong"), field: numberField }];
    return [{ text: problemText(outcome) }];
  }

  async #show(html: string, typed = ""): Promise<void> {
    const main = exchangePage(html);
    const ask = main.querySelector<HTMLFormElement>("#status-form");
    if (ask) {
      found<HTMLInputElement>(ask, "[name=access_code]").value = typed;
      prepare(main);
      return this.#listen(ask);
    }
    if (main.querySelector("#replace-form")) return this.#replace(main);
    // Nobody reads what is sent to a case that was purged: there is nothing to open and nothing to send.
    if (!main.querySelector("#message-form, [data-closed-case]")) return prepare(main);
    const closed = closedCaseIn(main);
    const caseNumber = closed ?? standingIn(main)?.caseNumber;
    if (!caseNumber) throw new Error("the page is about no case");
    await openReplies(main, this.#code!, caseNumber);
    this.#offerAnotherLook(main);
    if (closed === null) this.#openForm(main);
  }

  #replace(main: HTMLElement): void {
    prepare(main);
    const code = this.#code!;
    replaceCode({
      main,
      code,
      token: this.#token,
      look: () => send(this.url, [["verifier", verifierOf(code)]], this.#token),
      done: async (html, fresh) => {
        code.fill(0);
        this.#code = fresh;
        await this.#show(html);
      },
    });
  }

  #openForm(main: HTMLElement): void {
    const form = found<HTMLFormElement>(main, "#message-form");
    const text = found<HTMLTextAreaElement>(form, "[name=message]");
    prepare(main);
    this.#form = new SealedForm(form, {
      verifier: () => verifierOf(this.#code!),
      token: this.#token,
      check: () => checkText(form, text, this.#form!.queue.files.length),
      send: () => this.#send(form, asSent(text.value)),
      review: renderPreview,
      needsReview: () => hasGiveaways(form) || this.#form!.keepsTraces,
    });
  }

  async #send(form: HTMLFormElement, text: string): Promise<Mistake[]> {
    const sealed = this.#form!;
    for (let tries = 0; ; tries++) {
      const wrong = await sealed.filesSent();
      if (wrong.length > 0) return wrong;
      sealed.sealsNow();
      const standing = standingIn(document)!;
      const answers = noneIfEmpty(readAnswers(form));
      const content = {
        text,
        answers,
        attachments: sealed.queue.attachments(sealed.keepsNames),
        headers: (recipient: string) => sealed.queue.headers(recipient),
      };
      const sent = await sendMessage(this.#code!, standing, content, this.#token).catch(tooLongOrThrow);
      if (!sent) return [{ text: word("all-too-long") }];
      if (isAccepted(sent)) {
        sealed.queue.clear();
        await this.#show(sent.html);
        sayWhatFollows(answers);
        return [];
      }
      if (sent.kind === "page") return [{ text: problemText(sent) }];
      if (tries > 0 || !(await this.#mend(sent, form))) return [{ text: problemText(sent) }];
    }
  }

  async #mend(sent: { kind: string; error?: string }, form: HTMLFormElement): Promise<boolean> {
    if (sent.error === "files_gone") {
      this.#form!.queue.retryAll();
      return true;
    }
    if (sent.error !== "outdated") return false;
    const looked = await send(this.url, [["verifier", verifierOf(this.#code!)]], this.#token);
    return looked.kind === "page" && takeRoster(parsePage(looked.html), form);
  }

  #offerAnotherLook(main: HTMLElement): void {
    const attributes = { type: "button", class: "govuk-button govuk-button--secondary" };
    const button = element("button", attributes, word("look-anew"));
    button.addEventListener("click", async () => {
      // The page that comes has an empty form.
      const form = main.querySelector<HTMLFormElement>("#message-form");
      const unsent = form !== null && isUnsent(form) && [mistakeIn(form)];
      const wrong = unsent || (await this.#look());
      if (wrong.length > 0) showMistakes(found(document, "main"), wrong);
    });
    const facts = main.querySelector("dl");
    if (facts) facts.after(button);
    else main.append(button);
  }
}

function mistakeIn(form: HTMLFormElement): Mistake {
  return mistake(found<HTMLTextAreaElement>(form, "[name=message]"), "unsent-first");
}

function checkText(form: HTMLFormElement, text: HTMLTextAreaElement, files: number): Mistake[] {
  const needsWords = files === 0 && !saysItWithoutWords(form);
  if (text.value.trim() === "" && needsWords) return [mistake(text, "message-needed")];
  return tooLong(form);
}

// What a message is for can say enough: the page names the purposes that need no words.
function saysItWithoutWords(form: HTMLFormElement): boolean {
  const { purpose, danger, satisfied } = readAnswers(form);
  const wordless = form.dataset.wordless?.split(" ") ?? [];
  if (danger === "yes" || satisfied !== undefined) return true;
  return typeof purpose === "string" && wordless.includes(purpose);
}

// Only this document knows what the message was for. Who is in danger reads what to do first.
function sayWhatFollows(answers: Answers | null): void {
  const purpose = answers?.danger ? "retaliation" : answers?.purpose;
  const notice = document.querySelector("main [role=status]");
  if (notice && purpose && hasWord(`sent_${purpose}`))
    notice.append(element("p", { class: "govuk-body" }, word(`sent_${purpose}`)));
}

function noneIfEmpty(answers: Answers): Answers | null {
  return Object.keys(answers).length > 0 ? answers : null;
}

function mistake(field: HTMLElement, key: string): Mistake {
  return { text: word(key), field: field.id };
}

function slip({ reason, unknownPositions }: AccessCodeError): string {
  return word(`code-${reason}`, { places: unknownPositions.join(word("between")) });
}
