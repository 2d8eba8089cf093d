// Reveals the buttons that need a script. Everything else on the page works without this file.
const code = document.getElementById("code");
const number = document.getElementById("case-number");
const said = document.getElementById("copy-result");
const copyButton = document.querySelector<HTMLButtonElement>('[data-action="copy"]');
const printButton = document.querySelector<HTMLButtonElement>('[data-action="print"]');

function keptText(): string {
  const parts = Array.from(code?.children ?? [], (cell) => cell.textContent?.trim());
  return `${number?.textContent?.trim()}\n${parts.join(" ")}\n`;
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

function tell(done: boolean): void {
  if (said) said.textContent = (done ? said.dataset.done : said.dataset.failed) ?? "";
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const text = keptText();
  try {
    await navigator.clipboard.writeText(text);
    tell(true);
  } catch {
    tell(copyBySelection(text, button));
  }
}

if (printButton) {
  printButton.hidden = false;
  printButton.addEventListener("click", () => window.print());
}
if (copyButton && code) {
  copyButton.hidden = false;
  copyButton.addEventListener("click", () => void copy(copyButton));
}
