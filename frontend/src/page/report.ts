/** A report on its way: sealed to the organ that was chosen, sent, and given a receipt. */
import { base64 } from "@scure/base";
import {
  type AccessCode,
  caseNumberOf,
  contentKeyOf,
  messageKeyOf,
  newAccessCode,
  recipientOf,
  verifierOf,
} from "../sealing/access_code";
import { renderPreview } from "../preview/preview";
import { sealTo } from "../sealing/age_file";
import { type Answers, contentMac, writeReport } from "../sealing/envelope";
import { word } from "../words";
import { readAnswers, tooLong } from "./answers";
import type { Mistake } from "./errors";
import { exchangePage, parsePage } from "./exchange";
import { sealedAttachments, sendMessage } from "./message";
import { fillReceipt } from "./receipt";
import { recipientsOf, takeRoster, tooLongOrThrow } from "./roster";
import { problemText, SealedForm } from "./sealed_form";
import { isAccepted, type Problem, send } from "./send";
import { closedCaseIn, standingIn } from "./standing";
import { goOnByEnter } from "./steps";
import type { Token } from "./token";

const MOST_TRIES = 4;
type Fields = [name: string, value: string][];
type Unanswered = { fields: Fields; organ: string; itemIds: string[] };

/** The report form of this page, and the code that was made for it. */
export class ReportForm {
  readonly sealed: SealedForm;
  #code: AccessCode = newAccessCode();
  // What was sent and not answered: one of these may have arrived.
  #unanswered: Unanswered[] = [];

  constructor(
    private readonly form: HTMLFormElement,
    private readonly token: Token,
  ) {
    this.sealed = new SealedForm(form, {
      verifier: () => verifierOf(this.#code),
      token,
      check: () => this.#check(),
      send: () => this.#send(),
      review: renderPreview,
    });
    goOnByEnter(form);
  }

  /** Forget the code, as far as a script can. */
  forget(): void {
    this.#code.fill(0);
    this.#unanswered = [];
    this.sealed.queue.clear();
  }

  #check(): Mistake[] {
    const mistakes: Mistake[] = [];
    const narrative = this.form.querySelector<HTMLTextAreaElement>("[name=narrative]")!;
    if (narrative.value.trim() === "")
      mistakes.push({ text: word("narrative-needed"), field: narrative.id });
    if (this.#organ() === "") {
      const first = this.form.querySelector<HTMLInputElement>("[name=organ]");
      mistakes.push({ text: word("organ-needed"), ...(first ? { field: first.id } : {}) });
    }
    return [...mistakes, ...tooLong(this.form)];
  }

  async #send(): Promise<Mistake[]> {
    for (let tries = 0; ; tries++) {
      const wrong = await this.sealed.filesSent();
      if (wrong.length > 0) return wrong;
      this.sealed.sealsNow();
      const fields = await this.#seal().catch(tooLongOrThrow);
      if (!fields) return [{ text: word("all-too-long") }];
      const outcome = await send(this.form.action, fields, this.token);
      if (isAccepted(outcome)) return this.#arrive(outcome.html);
      if (outcome.kind === "page") return [{ text: problemText(outcome) }];
      if (outcome.kind === "no_line") this.#keepUnanswered(fields);
      if (outcome.kind === "problem" && outcome.error === "known") return this.#sendAsMessage();
      const again = tries < MOST_TRIES && (await this.#mend(outcome));
      if (!again) return [{ text: problemText(outcome) }];
    }
  }

  /** Do what a refusal asks for; says whether to try again. */
  async #mend(outcome: Problem): Promise<boolean> {
    if (outcome.kind === "no_line") return false;
    switch (outcome.error) {
      case "code_taken":
        // A stranger's case has that number; the files were sent under the old code.
        this.#code = newAccessCode();
        this.sealed.queue.retryAll();
        return true;
      case "files_gone":
        this.sealed.queue.retryAll();
        return true;
      case "outdated":
        return takeRoster(await this.token.renew(), this.form);
      default:
        return false;
    }
  }

  async #seal(): Promise<Fields> {
    const organ = this.#organ();
    const organRecipient = recipientsOf(this.form)[organ];
    if (organRecipient === undefined) throw new Error("no key for this organ");
    const recipient = await recipientOf(this.#code);
    const answers = readAnswers(this.form);
    const attachments = this.sealed.queue.attachments(this.sealed.keepsNames);
    const body = writeReport({
      caseNumber: caseNumberOf(this.#code),
      organId: organ,
      answers,
      attachments,
      messageKey: messageKeyOf(this.#code),
      recipient,
    });
    return [
      ["verifier", verifierOf(this.#code)],
      ["reporter_recipient", recipient],
      ["organ", organ],
      ["roster", this.form.dataset.roster ?? ""],
      ["content_mac", this.#contentMac(organ, answers)],
      ["sealed_report", base64.encode(await sealTo(organRecipient, body))],
      ["sealed_attachments", sealedAttachments(this.sealed.queue.headers(organRecipient))],
    ];
  }

  #contentMac(organ: string, answers: Answers): string {
    const files = this.sealed.queue.attachments(this.sealed.keepsNames);
    const marks = files.map((file) => [file.sha256, file.name, file.length_bytes]);
    return contentMac(contentKeyOf(this.#code), organ, "", answers, [], marks);
  }

  /** An earlier try did arrive, with other words: these follow it as a message. */
  async #sendAsMessage(): Promise<Mistake[]> {
    const arrived = await this.#findArrived();
    if (!arrived) return [{ text: word("send-failed") }];
    if (arrived.organ !== this.#organ()) return this.#askOnceMore(arrived.organ);
    const code = this.#code;
    const looked = await send(this.form.dataset.statusUrl!, [["verifier", verifierOf(code)]], this.token);
    if (!isAccepted(looked)) return [{ text: problemText(looked) }];
    const page = parsePage(looked.html);
    // Nobody reads what is added to a case that was concluded long ago.
    if (closedCaseIn(page) !== null) {
      this.#beginAnew();
      return this.#send();
    }
    const standing = standingIn(page);
    if (!standing) return [{ text: word("send-failed") }];
    const { queue } = this.sealed;
    // The files that came with it belong to it already.
    const isNew = ({ item_id }: { item_id: string }) => !arrived.itemIds.includes(item_id);
    const content = {
      text: "",
      answers: readAnswers(this.form),
      attachments: queue.attachments(this.sealed.keepsNames).filter(isNew),
      headers: (recipient: string) => queue.headers(recipient).filter(isNew),
    };
    const sent = await sendMessage(code, standing, content, this.token);
    if (!isAccepted(sent)) return [{ text: problemText(sent) }];
    this.#arrive(arrived.html);
    sayItWasAdded();
    return [];
  }

  /** Send what was not answered once more: the same content gets the same receipt. */
  async #findArrived(): Promise<(Unanswered & { html: string }) | null> {
    for (const unanswered of this.#unanswered) {
      const again = await send(this.form.action, unanswered.fields, this.token);
      if (isAccepted(again)) return { ...unanswered, html: again.html };
    }
    return null;
  }

  /** The organ that has the earlier try may be what this is about: the reporter must know of it. */
  #askOnceMore(organ: string): Mistake[] {
    this.#beginAnew();
    const choices = Array.from(this.form.querySelectorAll<HTMLInputElement>("[name=organ]"));
    const name = choices.find(({ value }) => value === organ)?.labels?.[0]?.textContent?.trim();
    return [{ text: word("first-version", { organ: name ?? "" }), field: choices[0]!.id }];
  }

  /** A report of its own, under a code that nothing was sent with. */
  #beginAnew(): void {
    this.#code = newAccessCode();
    this.#unanswered = [];
    this.sealed.queue.retryAll();
  }

  #keepUnanswered(fields: Fields): void {
    const itemIds = this.sealed.queue.attachments(false).map(({ item_id }) => item_id);
    const organ = fields.find(([name]) => name === "organ")![1];
    this.#unanswered.push({ fields, organ, itemIds });
  }

  #arrive(html: string): Mistake[] {
    this.#unanswered = [];
    const main = exchangePage(html);
    fillReceipt(main, this.#code, this.token, () => this.forget());
    return [];
  }

  #organ(): string {
    const picked = this.form.querySelector<HTMLInputElement>("[name=organ]:checked");
    const only = this.form.querySelector<HTMLInputElement>("input[type=hidden][name=organ]");
    return (picked ?? only)?.value ?? "";
  }
}

// The receipt is the earlier try's, which the server knows as the same form come twice.
function sayItWasAdded(): void {
  const title = document.querySelector("main h1");
  if (title) title.textContent = word("added");
  const more = title?.parentElement?.querySelector(".govuk-body-l");
  if (more) more.textContent = word("added-more");
}
