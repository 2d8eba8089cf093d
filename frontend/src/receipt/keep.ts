/** Keeping number and code: by copying, on paper. */

/** Reveal the button that copies number and code. */
export function offerCopy(page: ParentNode): void {
  const button = page.querySelector<HTMLButtonElement>('[data-action="copy"]');
  if (!button || !page.querySelector("#code")) return;
  button.hidden = false;
  button.addEventListener("click", () => void copy(page, button));
}

/** Reveal the button that prints. */
export function offerPrint(page: ParentNode): void {
  const button = page.querySelector<HTMLButtonElement>('[data-action="print"]');
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

async function copy(page: ParentNode, button: HTMLButtonElement): Promise<void> {
  const text = keptText(page);
  try {
    await navigator.clipboard.writeText(text);
    tell(page, true);
  } catch {
    tell(page, copyBySelection(text, button));
  }
}

function keptText(page: ParentNode): string {
  const cells = page.querySelector("#code")?.children ?? [];
  const parts = Array.from(cells, (cell) => cell.textContent?.trim());
  return `${page.querySelector("#case-number")?.textContent?.trim()}\n${parts.join(" ")}\n`;
}

// navigator.clipboard is missing over plain http (onion services, intranets).
function copyBySelection(text: string, button: HTMLButtonElement): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("aria-label", button.textContent?.trim() ?? "");
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  button.focus();
  return done;
}

function tell(page: ParentNode, done: boolean): void {
  const said = page.querySelector<HTMLElement>("#copy-result");
  if (said) said.textContent = (done ? said.dataset.done : said.dataset.failed) ?? "";
}
