/** The form question by question: each step leads on by a link of its own. */
import { isSeen } from "./reveal";

/** Have Enter in a line of text lead on to the next step, and not past all the others to the end. */
export function goOnByEnter(form: HTMLFormElement): void {
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    const isLine = field instanceof HTMLInputElement && field.type === "text";
    if (event.key !== "Enter" || event.isComposing || !isLine) return;
    const next = field.closest(".qf-step")?.querySelector<HTMLElement>(".qf-step-ways a");
    if (!next || !isSeen(next)) return;
    event.preventDefault();
    next.click();
  });
}
