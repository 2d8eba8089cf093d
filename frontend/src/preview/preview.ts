// Look it over before sending, in the browser: the twin of templates/public/check.html, so that the
// server sees no word before it is sealed. All its words are in `<template id="preview">`.
import { element } from "../page/element";
import { reveal } from "../page/reveal";
import { type Answer, answersIn, tickedIn } from "./answers";
import { type Giveaway, giveaways, isTellingSource } from "./giveaways";

/** What the two ways on from the preview do. */
export interface PreviewWays {
  /** Seal and send. */
  send: () => void;
  /** The form is shown again; called after that, e.g. to give files their list back. */
  change?: () => void;
}

/**
 * Hide a form and show in its place what it holds and what in it may tell who wrote it. Going back
 * shows the form again with all that stands in it.
 *
 * @param files the names of the files that go with it, as the reporter sees them.
 * @returns the preview; whoever sends may show progress in it, or mistakes before it.
 */
export function renderPreview(
  form: HTMLFormElement,
  ways: PreviewWays,
  files: readonly string[] = [],
): HTMLElement {
  const pieces = new Pieces();
  const { shown } = pieces;
  const answers = answersIn(form);
  const marks = fill(shown, pieces, answers, tickedIn(form, "how_known"));
  part(shown, "[data-marked]").hidden = marks === 0;
  part(shown, "[data-unmarked]").hidden = marks > 0;
  part(shown, "[data-files-hint]").hidden = files.length === 0;
  const back = (id: string): void => {
    shown.remove();
    hideRest(form, false);
    form.hidden = false;
    reveal(id);
    ways.change?.();
  };
  const rows = part(shown, "[data-rows]");
  for (const answer of answers) rows.append(pieces.row(answer, () => back(answer.id)));
  if (files.length > 0) rows.append(pieces.row(fileRow(form, pieces, files), () => back(fileId(form))));
  part(shown, "[data-change-all]").addEventListener("click", () => back(answers[0]?.id ?? form.id));
  part(shown, "[data-send]").addEventListener("click", () => ways.send());
  form.hidden = true;
  hideRest(form, true);
  form.after(shown);
  pieces.title.focus();
  return shown;
}

/** Whether something that was typed in a form may tell who wrote it. */
export function hasGiveaways(form: HTMLFormElement): boolean {
  return answersIn(form).some((answer) => isTyped(answer) && giveaways(answer.text).length > 0);
}

function fill(shown: HTMLElement, pieces: Pieces, answers: Answer[], howKnown: string[]): number {
  const list = part(shown, "[data-giveaways]");
  for (const answer of answers.filter(isTyped))
    for (const found of giveaways(answer.text)) list.append(pieces.giveaway(found));
  const source = answers.find((answer) => answer.name === "how_known");
  if (source && isTellingSource(howKnown))
    list.append(pieces.giveaway({ part: source.question, kinds: ["telling_source"] }));
  return list.children.length;
}

function isTyped(answer: Answer): boolean {
  const field = document.getElementById(answer.id);
  return field instanceof HTMLTextAreaElement || (field as HTMLInputElement | null)?.type === "text";
}

// Headings and hints of the form are not for this step, nor what arrived before; what says that
// something failed is. And nothing may lead away from words that are not sent.
function hideRest(form: HTMLFormElement, hidden: boolean): void {
  for (const away of document.querySelectorAll<HTMLElement>("nav.govuk-service-navigation, a[hreflang]"))
    away.hidden = hidden;
  for (const sibling of Array.from(form.parentElement?.children ?? []))
    if (sibling !== form && !sibling.matches("[role=alert], [role=status]:not(.success), template, script"))
      (sibling as HTMLElement).hidden = hidden;
}

function fileId(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>("input[type=file]")?.id ?? "files";
}

function fileRow(form: HTMLFormElement, pieces: Pieces, files: readonly string[]): Answer {
  return { name: "files", id: fileId(form), question: pieces.word("files"), text: files.join("\n") };
}

function part(within: ParentNode, selector: string): HTMLElement {
  const found = within.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`the preview has no ${selector}`);
  return found;
}

class Pieces {
  readonly shown: HTMLElement;
  // Made here: a page has one h1, and until now that is the form's.
  readonly title: HTMLElement;
  private readonly store: HTMLElement;

  constructor() {
    const template = document.querySelector<HTMLTemplateElement>("#preview");
    if (!template) throw new Error("the page has no preview");
    const copy = document.importNode(template.content, true);
    this.shown = part(copy, ".qf-preview");
    this.store = part(copy, "[data-pieces]");
    const named = { class: "govuk-heading-l", id: "preview-title", tabindex: "-1" };
    this.title = element("h1", named, this.word("title"));
    this.shown.prepend(this.title);
    this.shown.setAttribute("aria-labelledby", this.title.id);
  }

  word(name: string): string {
    return part(this.store, `[data-word="${name}"]`).textContent ?? "";
  }

  giveaway(found: Giveaway): HTMLElement {
    const item = part(this.store, "[data-giveaway]").cloneNode(true) as HTMLElement;
    part(item, "[data-part]").textContent = found.part;
    for (const kind of found.kinds) {
      const reason = part(this.store, `[data-kind="${kind}"]`).textContent ?? "";
      item.append(element("p", { class: "govuk-hint" }, reason));
    }
    return item;
  }

  row(answer: Answer, change: () => void): HTMLElement {
    const about = element("span", { class: "govuk-visually-hidden" }, ` ${answer.question}`);
    const named = { type: "button", class: "qf-link-button" };
    const button = element("button", named, this.word("change"), about);
    button.addEventListener("click", change);
    return element(
      "div",
      { class: "govuk-summary-list__row" },
      element("dt", { class: "govuk-summary-list__key" }, answer.question),
      element("dd", { class: "govuk-summary-list__value qf-as-typed" }, answer.text),
      element("dd", { class: "govuk-summary-list__actions" }, button),
    );
  }
}
