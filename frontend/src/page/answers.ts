/** Reads a form as the server would: what was answered, by field name. */
import { ABOUT_FILES } from "../preview/answers";
import type { Answers } from "../sealing/envelope";
import { word } from "../words";
import type { Mistake } from "./errors";

// What a form holds beside answers. Whatever else it asks is an answer: none is lost here because
// somebody added a question.
const ABOUT_THE_FORM = ["csrf_token", "access_code", "organ", "attachments", "kept", "step", "sealing", "message"];
const NO_ANSWERS = [...ABOUT_FILES, ...ABOUT_THE_FORM];

/** What was answered; empty answers are left out, and lines end as in a form that is sent. */
export function readAnswers(form: HTMLFormElement): Answers {
  const answers: Answers = {};
  for (const field of answerFields(form)) {
    if (isUnticked(field) || field.value === "") continue;
    const value = asSent(field.value);
    if (field.type !== "checkbox") answers[field.name] = value;
    // A box that stands alone, by templates/shared/fields.html, as the server writes it.
    else if (field.value === "y") answers[field.name] = "yes";
    else answers[field.name] = [...(answers[field.name] ?? []), value];
  }
  return answers;
}

/** Text as a form sends it: every line ends with CR and LF. */
export function asSent(text: string): string {
  return text.replace(/\r\n|\r|\n/g, "\r\n");
}

/** What is longer than the form allows: by `data-max`, in characters as the server counts them. */
export function tooLong(form: HTMLFormElement): Mistake[] {
  const limited = form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-max]");
  return Array.from(limited).flatMap((field) => {
    const max = Number(field.dataset.max);
    if (Array.from(asSent(field.value)).length <= max) return [];
    return [{ text: word("too-long", { max }), field: field.id }];
  });
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function answerFields(form: HTMLFormElement): Field[] {
  return Array.from(form.elements).filter(
    (field): field is Field =>
      (field instanceof HTMLInputElement ||
        field instanceof HTMLTextAreaElement ||
        field instanceof HTMLSelectElement) &&
      field.name !== "" &&
      !["hidden", "submit", "button", "file"].includes(field.type) &&
      !NO_ANSWERS.includes(field.name),
  );
}

function isUnticked(field: Field): boolean {
  return (
    field instanceof HTMLInputElement &&
    (field.type === "radio" || field.type === "checkbox") &&
    !field.checked
  );
}
