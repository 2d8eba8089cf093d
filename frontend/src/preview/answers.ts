// What a form holds, as its page words it: the question, and the answer as a person gave it.
import { word } from "../words";

/** One answered question. */
export interface Answer {
  name: string;
  /** The id of the field to go back to. */
  id: string;
  question: string;
  text: string;
}

/** How files are sent is no answer: it was said where they were chosen. */
export const ABOUT_FILES = ["clean", "keep_names"];

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The answered questions of a form, in its order; hidden fields and files are none. */
export function answersIn(form: HTMLFormElement): Answer[] {
  const answers = new Map<string, Answer>();
  for (const field of form.querySelectorAll<Field>("input, textarea, select")) {
    if (ABOUT_FILES.includes(field.name)) continue;
    const text = answerOf(field);
    if (text === "") continue;
    const known = answers.get(field.name);
    if (known) known.text += `\n${text}`;
    else answers.set(field.name, { name: field.name, ...questionOf(field), text });
  }
  return [...answers.values()];
}

/** The values that are ticked in a group of boxes. */
export function tickedIn(form: HTMLFormElement, name: string): string[] {
  const boxes = form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]:checked`);
  return Array.from(boxes, (box) => box.value);
}

function answerOf(field: Field): string {
  if (["hidden", "file", "submit", "button"].includes(field.type)) return "";
  if (field.type === "radio" || field.type === "checkbox")
    return (field as HTMLInputElement).checked ? pickedIn(field) : "";
  if (field instanceof HTMLSelectElement) return field.selectedOptions[0]?.text.trim() ?? "";
  return field.value.trim();
}

// A box that stands alone is its own question, by templates/shared/fields.html.
function pickedIn(field: Field): string {
  return field.closest("fieldset") ? labelOf(field) : word("ticked");
}

function questionOf(field: Field): { id: string; question: string } {
  const group = field.closest("fieldset");
  const isChoice = field.type === "radio" || field.type === "checkbox";
  const legend = group?.querySelector("legend");
  if (!isChoice || !group || !legend) return { id: field.id, question: labelOf(field) };
  const first = group.querySelector("input");
  return { id: first?.id ?? field.id, question: legend.textContent?.trim() ?? "" };
}

function labelOf(field: Field): string {
  return field.labels?.[0]?.textContent?.trim() ?? field.name;
}
