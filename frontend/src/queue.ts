// The work list under the fingers: letters move through it. Without this, links and tab keys do.
// Letters can be turned off, for those whose own tools type them; that alone is kept in the browser.
const OFF = "q-letters-off";

const leads = (): HTMLAnchorElement[] => [
  ...document.querySelectorAll<HTMLAnchorElement>("[data-leads] tbody th a"),
];

const step = (by: number): void => {
  const all = leads();
  const row = document.activeElement?.closest("tr");
  const here = all.findIndex((link) => link.closest("tr") === row);
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
  const link = all[Math.min(Math.max(next, 0), all.length - 1)];
  link?.focus();
  link?.closest("tr")?.scrollIntoView({ block: "nearest" });
};

const tick = (): void => {
  document.activeElement
    ?.closest("tr")
    ?.querySelector<HTMLInputElement>("input[type=checkbox]")
    ?.click();
};

const openFilter = (): void => {
  const filter = document.querySelector<HTMLDetailsElement>("details.filter");
  if (!filter) return;
  filter.open = true;
  filter.querySelector<HTMLElement>("select")?.focus();
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement ||
  (target instanceof HTMLInputElement && target.type !== "checkbox");

const areOn = (): boolean => {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
};

const setOn = (on: boolean): void => {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // A browser that keeps nothing: the letters stay on.
  }
};

const dialog = document.querySelector<HTMLDialogElement>("[data-keys]");
const button = document.querySelector<HTMLButtonElement>("[data-keys-button]");
const keysOn = document.querySelector<HTMLInputElement>("[data-keys-on]");

if (dialog && button && keysOn) {
  const help = (): void => dialog.showModal();
  const actions: Record<string, () => void> = {
    j: () => step(1),
    k: () => step(-1),
    x: tick,
    "/": openFilter,
    "?": help,
  };
  keysOn.checked = areOn();
  keysOn.addEventListener("change", () => setOn(keysOn.checked));
  button.hidden = false;
  button.addEventListener("click", help);
  document.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    const held = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (!action || held || dialog.open || isTyping(event.target) || !areOn()) return;
    event.preventDefault();
    action();
  });
}
