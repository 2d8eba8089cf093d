/** A form that is sealed here: its button, its files, and what is said while it is on its way. */
import { cleanFile } from "../clean/load";
import { ACTIVITY, FILE_EVENT } from "../events";
import { FileQueue, type QueuedFile } from "../upload/file_queue";
import { neutralName } from "../upload/names";
import { word } from "../words";
import { element, found } from "./element";
import { clearMistakes, type Mistake, showBeside, showMistakes } from "./errors";
import { FileList, whatWasRemoved } from "./file_list";
import type { Outcome } from "./send";
import type { Token } from "./token";

/** What a form of its kind does differently. */
export type FormKind = {
  /** Who the uploads belong to, in hexadecimal. */
  verifier: () => string;
  token: Token;
  /** What has to be corrected before anything is sealed. */
  check: () => Mistake[];
  /** Seal and send; gives what is wrong, or nothing when it has arrived. */
  send: () => Promise<Mistake[]>;
  /** Show everything once more in the form's place; without it, the form is sent at once. */
  review?: (form: HTMLFormElement, ways: Ways, files: string[]) => HTMLElement;
  /** Whether what stands in it now needs that; without this, whatever stands in it does. */
  needsReview?: () => boolean;
};

/** The ways on from a review; `change` when the form is there again. */
export type Ways = { send: () => void; change: () => void };

/** A form whose plain buttons are not there, and whose submission never leaves this document. */
export class SealedForm {
  readonly queue: FileQueue;
  /** Whether it is on its way: pressing again does nothing. */
  busy = false;
  #back: () => void = () => undefined;
  #preview: HTMLElement | null = null;
  readonly #input: HTMLInputElement | null;
  readonly #list: FileList | null;
  readonly #button: HTMLButtonElement;
  readonly #state = element("p", { class: "govuk-body", role: "status" });

  constructor(
    readonly form: HTMLFormElement,
    private readonly kind: FormKind,
  ) {
    this.queue = new FileQueue({
      maxFileBytes: numberOf(form, "maxFileBytes"),
      clean: (file) => cleanFile(form, file),
      destination: (uploadId) => ({
        url: form.dataset.uploadUrl ?? "",
        uploadId,
        verifier: kind.verifier(),
        token: () => kind.token.value,
        renewToken: async () => void (await kind.token.renew()),
      }),
      onChange: () => this.#showFiles(),
    });
    this.#input = form.querySelector<HTMLInputElement>("input[type=file]");
    this.#list = this.#input && new FileList(this.#input, this.queue);
    this.#listenForFiles();
    const isAlwaysReviewed = kind.review && !kind.needsReview;
    this.#button = element("button", { type: "submit", class: "govuk-button" }, word(isAlwaysReviewed ? "look-over" : "send"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.#putButton();
  }

  /** Whether names are kept, other than replaced by neutral ones. */
  get keepsNames(): boolean {
    return this.form.querySelector<HTMLInputElement>("[name=keep_names]")?.checked === true;
  }

  /** Whether files go along that keep their own names, or what is hidden inside. */
  get keepsTraces(): boolean {
    const { files } = this.queue;
    return files.some(({ asIs }) => asIs) || (this.keepsNames && files.length > 0);
  }

  /** Say how far it is. */
  say(key: string): void {
    this.#state.textContent = key === "" ? "" : word(key);
  }

  /** The words are taken as they stand now: what is typed from here on would go nowhere. */
  sealsNow(): void {
    this.say("sending");
    keepStill(this.form, this.#state, true);
  }

  /** Wait for the files; gives what is wrong with those that could not be sent. */
  async filesSent(): Promise<Mistake[]> {
    if (!this.queue.isIdle) this.say("sending-files");
    await this.queue.idle();
    return this.#stuckFiles();
  }

  /** What is known of the files before all are sent: too many, or one that cannot go as it is. */
  checkFiles(): Mistake[] {
    const most = numberOf(this.form, "maxFiles");
    if (this.queue.files.length <= most) return this.#stuckFiles();
    return [{ text: this.#tooMany(), ...this.#fileField() }, ...this.#stuckFiles()];
  }

  #tooMany(): string {
    return word("too-many-files", { count: numberOf(this.form, "maxFiles") });
  }

  #stuckFiles(): Mistake[] {
    return this.queue.files
      .filter(({ stage }) => stage === "failed" || stage === "held")
      .map((entry) => ({ text: fileMistake(entry), field: this.#list!.idOf(entry), isSaidThere: true }));
  }

  async #submit(): Promise<void> {
    if (this.busy) return;
    const main = found<HTMLElement>(document, "main");
    const mistakes = [...this.kind.check(), ...this.checkFiles()];
    if (mistakes.length > 0) return showMistakes(main, mistakes);
    clearMistakes(main);
    const { review, needsReview } = this.kind;
    if (review && (needsReview?.() ?? true)) this.#look(review);
    else await this.#go();
  }

  #look(review: NonNullable<FormKind["review"]>): void {
    const files = this.queue.files.map((entry, at) => this.#describe(entry, at + 1));
    const change = (): void => {
      this.#back = () => undefined;
      this.#putButton();
    };
    const ways = { send: () => void this.#go(), change };
    const shown = review(this.form, ways, files);
    shown.append(this.#state);
    this.#preview = shown;
    this.#back = () => found<HTMLElement>(shown, "[data-change-all]").click();
  }

  async #go(): Promise<void> {
    if (this.busy) return;
    this.#setBusy(true);
    const wrong = await this.kind.send().catch(() => [{ text: word("send-failed") }]);
    this.#setBusy(false);
    if (wrong.length === 0) return;
    // What is wrong is mended in the form.
    this.#back();
    showMistakes(found<HTMLElement>(document, "main"), wrong);
  }

  #setBusy(busy: boolean): void {
    this.busy = busy;
    if (this.#preview) keepStill(this.#preview, this.#state, busy);
    if (!busy) keepStill(this.form, this.#state, false);
    this.#button.setAttribute("aria-disabled", String(busy));
    this.say(busy ? "sending" : "");
  }

  #listenForFiles(): void {
    const add = (file: File) => this.queue.add(file, this.#sendsAsIs());
    this.#input?.addEventListener("change", () => {
      const chosen = Array.from(this.#input?.files ?? []);
      const free = numberOf(this.form, "maxFiles") - this.queue.files.length;
      // What goes beyond the number is not sent at all, and that is said at once, where one is.
      if (chosen.length > free) showBeside(this.#input!.id, this.#tooMany());
      chosen.slice(0, Math.max(free, 0)).forEach(add);
      // The list below has them; the field is for more.
      this.#input!.value = "";
    });
    for (const choice of this.form.querySelectorAll("[name=clean]"))
      choice.addEventListener("change", () => this.queue.choose(this.#sendsAsIs()));
    this.form.addEventListener(FILE_EVENT, (event) => {
      const { file } = (event as CustomEvent<{ file: File }>).detail;
      add(file);
    });
  }

  #showFiles(): void {
    this.#list?.draw();
    // Who pressed the button waits for it. A form left alone clears itself, whatever is under way.
    if (this.busy) document.dispatchEvent(new CustomEvent(ACTIVITY));
  }

  #sendsAsIs(): boolean {
    return this.form.querySelector<HTMLInputElement>("[name=clean]:checked")?.value === "as_is";
  }

  #describe(entry: QueuedFile, number: number): string {
    const neutral = { name: neutralName(entry.file.name, number) };
    const name = this.keepsNames ? word("file-keeps-name") : word("file-renamed", neutral);
    const removed = entry.cleaned ? whatWasRemoved(entry) : "";
    return `${entry.file.name}: ${name} ${removed}`.trim();
  }

  #putButton(): void {
    // The plain buttons stand in a noscript, which scripts see as text.
    const plain = Array.from(this.form.querySelectorAll("noscript")).filter((part) =>
      part.textContent?.includes("<button"),
    );
    const last = plain[plain.length - 1];
    if (last) last.after(this.#button, this.#state);
    else this.form.append(this.#button, this.#state);
  }

  #fileField(): { field?: string } {
    return this.#input ? { field: this.#input.id } : {};
  }
}

// All but what is said meanwhile, which a reader of the screen must hear.
function keepStill(part: Element, but: Element, still: boolean): void {
  for (const child of part.children) {
    if (child === but) continue;
    if (child.contains(but)) keepStill(child, but, still);
    else (child as HTMLElement).inert = still;
  }
}

/** A number that the page gave a form. */
export function numberOf(form: HTMLFormElement, name: string): number {
  const value = Number(form.dataset[name]);
  if (!Number.isFinite(value)) throw new Error(`the form has no ${name}`);
  return value;
}

/** What to say of a submission that was not taken. */
export function problemText(outcome: Outcome): string {
  if (outcome.kind === "no_line") return word("send-no-line");
  if (outcome.kind === "page") return word("send-failed");
  const known = ["limit", "token", "outdated", "files_gone", "counter", "full", "closed"];
  const key = known.includes(outcome.error) ? outcome.error : "failed";
  return word(`send-${key}`, { time: String(outcome.body.try_again_at ?? "") });
}

function fileMistake(entry: QueuedFile): string {
  const key = entry.stage === "held" ? "file-held" : `file-refused-${entry.refusal ?? "refused"}`;
  return `${entry.file.name}: ${word(key, { time: entry.tryAgainAt ?? "" })}`;
}
