// Leaving a page by a slip loses what only this page has: words and files that were not sent, a code
// that was not written down. The browser asks first. This alone says what that is, on every page,
// whoever seals. Leaving at once empties the page, so that there is nothing to ask about.

const FORMS = "form[data-clears-itself]";
const LOOKED_OVER = "[data-page=check]";
const CODE = "#code";
const SUBMITTING_MS = 2000;

/** Warn before a page is left whose words, files or code would be lost. */
export function warnOfLoss(): void {
  let submittedAt = -Infinity;
  // By the clock: a download is a submission too, after which the page is still there.
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) submittedAt = performance.now();
  });
  window.addEventListener("beforeunload", (event) => {
    if (performance.now() - submittedAt < SUBMITTING_MS || !wouldLose()) return;
    event.preventDefault();
    // What browsers before 2023 ask for.
    event.returnValue = "";
  });
}

/** Whether a form holds words or files of its reporter's, or a choice that the page did not bring. */
export function isUnsent(form: HTMLFormElement): boolean {
  // Files that are sealed here stand in a list; the field for them is empty again.
  return form.querySelector(".qf-files__item") !== null || Array.from(form.elements).some(isFilledIn);
}

function wouldLose(): boolean {
  if (document.querySelector(`${CODE}, ${LOOKED_OVER}`)) return true;
  const forms = Array.from(document.querySelectorAll<HTMLFormElement>(FORMS));
  // A form without room for words asks for a code, which its owner has elsewhere.
  return forms.some((form) => form.querySelector("textarea") !== null && isUnsent(form));
}

function isFilledIn(field: Element): boolean {
  // Words that came back with a mistake in the form are the reporter's too.
  if (field instanceof HTMLTextAreaElement) return field.value.trim() !== "";
  if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
  const isPicked = field.type === "radio" || field.type === "checkbox";
  return isPicked ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}
