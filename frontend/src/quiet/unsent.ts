// Leaving a page by a slip loses what only this page has: words that were not sent, a code that was
// not written down. The browser asks first. Leaving at once empties the page, so that there is
// nothing to ask about.
import { warnBeforeLeaving } from "../page/unsent";

const WORDS = "form[data-clears-itself] textarea";
const LOOKED_OVER = "[data-page=check]";
const CODE = "#code";
const SUBMITTING_MS = 2000;

/** Warn before a page is left whose words or code would be lost. */
export function warnOfLoss(): void {
  let submittedAt = -Infinity;
  // By the clock: a download is a submission too, after which the page is still there.
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) submittedAt = performance.now();
  });
  warnBeforeLeaving(() => performance.now() - submittedAt >= SUBMITTING_MS && wouldLose());
}

function wouldLose(): boolean {
  if (document.querySelector(`${CODE}, ${LOOKED_OVER}`)) return true;
  const fields = document.querySelectorAll<HTMLTextAreaElement>(WORDS);
  return Array.from(fields).some(({ value }) => value.trim() !== "");
}
