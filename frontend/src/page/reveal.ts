/** Brings a field onto the screen, wherever in the form it is. */

/** Show a field and put the focus there: in a fold, or in a step other than the one shown. */
export function reveal(id: string): void {
  const field = document.getElementById(id);
  if (!field) return;
  const fold = field.closest("details");
  if (fold) fold.open = true;
  // Steps show by the address alone: see _journey.scss.
  const step = field.closest(".qf-step");
  const number = step && /qf-step-(\d)/.exec(step.className)?.[1];
  if (number && !isSeen(step)) location.replace(`#step-${number}`);
  field.scrollIntoView({ block: "center" });
  field.focus();
}

/** Whether something takes any room on the page. */
export function isSeen(part: Element): boolean {
  return part.getClientRects().length > 0;
}
