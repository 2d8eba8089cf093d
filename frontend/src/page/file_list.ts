/** The files of a form as a person sees them: how far each is, and a button to stop it. */
import type { FileQueue, QueuedFile } from "../upload/file_queue";
import { word } from "../words";
import { Announcer } from "./announce";
import { element } from "./element";

type Row = {
  root: HTMLLIElement;
  bar: HTMLProgressElement;
  state: HTMLElement;
  removed: HTMLElement;
  again: HTMLButtonElement;
  asItIs: HTMLButtonElement;
};

/** Shows a queue's files in a list of its own after `place`. */
export class FileList {
  readonly #list = element("ul", { class: "govuk-list qf-files" });
  readonly #announcer: Announcer;
  readonly #rows = new Map<QueuedFile, Row>();
  #stages = new Map<QueuedFile, string>();
  #made = 0;

  constructor(
    place: Element,
    private readonly queue: FileQueue,
  ) {
    place.after(this.#list);
    this.#announcer = new Announcer(place.parentElement ?? document.body);
  }

  /** Draw what changed. */
  draw(): void {
    for (const [entry, row] of this.#rows) {
      if (this.queue.files.includes(entry)) continue;
      row.root.remove();
      this.#rows.delete(entry);
    }
    this.queue.files.forEach((entry) => this.#drawOne(entry));
    this.#announce();
  }

  /** The id of a file's row, which can have the focus. */
  idOf(entry: QueuedFile): string {
    return this.#rows.get(entry)!.root.id;
  }

  #drawOne(entry: QueuedFile): void {
    const row = this.#rows.get(entry) ?? this.#newRow(entry);
    row.root.dataset.stage = entry.stage;
    row.bar.hidden = entry.stage === "held" || entry.stage === "failed";
    row.bar.max = entry.wholeBytes;
    row.bar.value = entry.sentBytes;
    row.again.hidden = !mayTryAgain(entry);
    row.asItIs.hidden = entry.stage !== "held";
    setText(row.state, describe(entry));
    setText(row.removed, entry.cleaned ? whatWasRemoved(entry) : "");
  }

  #newRow(entry: QueuedFile): Row {
    const name = entry.file.name;
    const drop = button(word("file-remove"), name, () => this.#drop(entry));
    const again = button(word("file-again"), name, () => this.queue.retry(entry));
    const asItIs = button(word("file-send-as-it-is"), name, () => this.queue.sendAsItIs(entry));
    const bar = element("progress", { "aria-label": name, class: "qf-files__bar" });
    const state = element("span", { class: "qf-files__state" });
    const removed = element("span", { class: "govuk-hint qf-files__removed" });
    const root = element(
      "li",
      { class: "qf-files__item", id: `file-row-${++this.#made}`, tabindex: "-1" },
      element("span", { class: "qf-files__name" }, `${name} (${size(entry.file.size)})`),
      bar,
      state,
      removed,
      element("span", { class: "qf-files__buttons" }, asItIs, again, drop),
    );
    this.#list.append(root);
    const row = { root, bar, state, removed, again, asItIs };
    this.#rows.set(entry, row);
    return row;
  }

  #drop(entry: QueuedFile): void {
    const next = this.#rows.get(entry)?.root.nextElementSibling ?? this.#list.lastElementChild;
    this.queue.remove(entry);
    this.#announcer.say(word("file-removed", { name: entry.file.name }));
    // The focus would be lost with its button.
    (next?.querySelector("button:not([hidden])") as HTMLElement | null)?.focus();
  }

  #announce(): void {
    const stages = new Map(this.queue.files.map((entry) => [entry, entry.stage]));
    for (const [entry, stage] of stages) {
      const said = this.#stages.get(entry);
      if (said !== stage && (stage === "done" || stage === "failed" || stage === "held" || stage === "waiting"))
        this.#announcer.say(`${entry.file.name}: ${describe(entry)}`);
    }
    this.#stages = stages;
  }
}

// Cleaning fails the same way each time, unless it was the cleaner that did not arrive.
function mayTryAgain({ stage, refusal, cleaned }: QueuedFile): boolean {
  if (stage === "held") return cleaned?.reason === "not_loaded";
  return stage === "failed" && refusal !== "too_large";
}

function describe(entry: QueuedFile): string {
  if (entry.stage === "failed")
    return word(`file-refused-${entry.refusal ?? "refused"}`, { time: entry.tryAgainAt ?? "" });
  if (entry.stage !== "sending") return word(`file-${entry.stage}`);
  const speed = entry.rate.bytesPerSecond;
  const sent = size(Math.min(entry.sentBytes, entry.wholeBytes));
  const values = { sent, whole: size(entry.wholeBytes) };
  if (speed === null) return word("file-sending", values);
  const seconds = (entry.wholeBytes - entry.sentBytes) / speed;
  return word("file-sending-left", { ...values, speed: size(speed), left: duration(seconds) });
}

/** What its cleaning took out of a file, or why nothing; only where it is known. */
export function whatWasRemoved(entry: QueuedFile): string {
  if (entry.asIs) return word("file-as-is");
  const { cleaned, removed, reason } = entry.cleaned!;
  if (!cleaned) return word(`uncleaned-${reason ?? "unknown_kind"}`);
  if (removed.length === 0) return word("file-clean");
  const parts = removed.map((part) => word(`removed-${part}`)).join(word("between"));
  return word("file-cleaned", { parts });
}

function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return word("seconds", { number: Math.max(1, Math.ceil(seconds / 5) * 5) });
  if (seconds < 5400) return word("minutes", { number: Math.ceil(seconds / 60) });
  return word("hours", { number: Math.ceil(seconds / 3600) });
}

function button(text: string, name: string, onClick: () => void): HTMLButtonElement {
  const hidden = element("span", { class: "govuk-visually-hidden" }, ` ${name}`);
  const attributes = { type: "button", class: "govuk-button govuk-button--secondary" };
  const made = element("button", attributes, text, hidden);
  made.addEventListener("click", onClick);
  return made;
}

function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
