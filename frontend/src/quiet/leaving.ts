// Leaving at once: the page goes blank, another takes its place, and the back button leads to what
// was there before the visit.

const PRESSES = 3;
const WITHIN_MS = 3000;

let isLeaving = false;

/** Empty the page and put that of the link `[data-exit]` in its place, in the same entry of the history. */
export function leave(): void {
  // Asked again, it would begin anew, and by now without the link.
  if (isLeaving) return;
  isLeaving = true;
  const address = document.querySelector<HTMLAnchorElement>("a[data-exit]")?.href ?? "about:blank";
  for (const form of Array.from(document.forms)) form.reset();
  document.title = "";
  document.body.replaceChildren();
  location.replace(address);
}

/**
 * Leave by the link `[data-exit]`, or by Escape three times within three seconds. Once or twice is
 * what closes a dialog or an input method's list, and would lose every word by a slip.
 */
export function watchForLeaving(): void {
  const link = document.querySelector<HTMLAnchorElement>("a[data-exit]");
  if (!link) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let presses: number[] = [];
  document.addEventListener(
    "keydown",
    (event) => {
      // A key that is held down repeats; one that an input method takes is not meant for us.
      if (event.isComposing || event.repeat) return;
      if (event.key !== "Escape") {
        presses = [];
        return;
      }
      const now = Date.now();
      presses = [...presses.filter((at) => now - at < WITHIN_MS), now];
      if (presses.length >= PRESSES) leave();
      // Browsers take the key for "stop loading": whoever presses on would stay on a blank page of ours.
      if (isLeaving) event.preventDefault();
    },
    true,
  );
}
