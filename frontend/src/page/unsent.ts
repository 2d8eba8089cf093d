/** Warns before a page is left on which something was typed that was not sent. */

/** Ask `isUnsent` whenever the page is about to be left. */
export function warnBeforeLeaving(isUnsent: () => boolean): void {
  window.addEventListener("beforeunload", (event) => {
    if (!isUnsent()) return;
    event.preventDefault();
    // What browsers before 2023 ask for.
    event.returnValue = "";
  });
}

/** Whether something in a form is not as the page brought it. */
export function isTouched(form: HTMLFormElement): boolean {
  return Array.from(form.elements).some((field) => {
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
    const picked = field.type === "radio" || field.type === "checkbox";
    return picked ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  });
}
