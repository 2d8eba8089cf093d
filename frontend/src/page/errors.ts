/** What has to be corrected, said as the GOV.UK Design System says it: a list on top, and beside each field. */
import { word } from "../words";
import { element } from "./element";
import { reveal } from "./reveal";

/** What is wrong, and the id of the place where it can be put right, if there is one. */
export type Mistake = {
  text: string;
  field?: string;
  /** The place says it already: it is not said there once more. */
  isSaidThere?: boolean;
};

const SUMMARY = "error-summary";

/** Show what is wrong, and move the focus there. */
export function showMistakes(place: Element, mistakes: Mistake[]): void {
  clearMistakes(place);
  for (const { text, field, isSaidThere } of mistakes) if (field && !isSaidThere) mark(field, text);
  const list = element("ul", { class: "govuk-list govuk-error-summary__list" });
  list.append(...mistakes.map(line));
  const summary = element(
    "div",
    { class: "govuk-error-summary", id: SUMMARY, tabindex: "-1" },
    element(
      "div",
      { role: "alert" },
      element("h2", { class: "govuk-error-summary__title" }, word("look-again")),
      element("div", { class: "govuk-error-summary__body" }, list),
    ),
  );
  place.prepend(summary);
  summary.focus();
}

/** Say at one field what is wrong with what was just done there; the focus stays. */
export function showBeside(id: string, text: string): void {
  const message = document.getElementById(errorId(id));
  if (message) unmark(message);
  mark(id, text)?.setAttribute("role", "alert");
}

/** Take back what was shown. */
export function clearMistakes(place: Element): void {
  place.querySelectorAll(".govuk-error-summary").forEach((summary) => summary.remove());
  place.querySelectorAll<HTMLElement>("[data-mistake]").forEach(unmark);
}

function unmark(message: HTMLElement): void {
  const group = message.closest(".govuk-form-group");
  group?.classList.remove("govuk-form-group--error");
  for (const field of group?.querySelectorAll("[aria-invalid], [aria-describedby]") ?? []) {
    field.removeAttribute("aria-invalid");
    const others = describers(field).filter((id) => id !== message.id);
    field.setAttribute("aria-describedby", others.join(" "));
    if (others.length === 0) field.removeAttribute("aria-describedby");
  }
  message.remove();
}

function line({ text, field }: Mistake): HTMLElement {
  if (!field) return element("li", {}, text);
  const link = element("a", { href: `#${field}` }, text);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    reveal(field);
  });
  return element("li", {}, link);
}

function mark(id: string, text: string): HTMLElement | null {
  const field = document.getElementById(id);
  const group = field?.closest(".govuk-form-group");
  if (!field || !group) return null;
  const prefix = element("span", { class: "govuk-visually-hidden" }, word("mistake"));
  const message = element(
    "p",
    { class: "govuk-error-message", id: errorId(id), "data-mistake": "" },
    prefix,
    ` ${text}`,
  );
  group.classList.add("govuk-form-group--error");
  const label = group.querySelector("label, legend");
  (group.querySelector(".govuk-hint") ?? label)?.after(message);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", [...describers(field), message.id].join(" "));
  return message;
}

function errorId(id: string): string {
  return `${id}-error`;
}

function describers(field: Element): string[] {
  return (field.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean);
}
