/* Reveals the buttons that need a script. Everything else on the page works without this file. */
"use strict";

(function () {
  const code = document.getElementById("code");
  const said = document.getElementById("copy-result");
  const copyButton = document.querySelector('[data-action="copy"]');
  const printButton = document.querySelector('[data-action="print"]');

  function keptText() {
    const parts = Array.from(code.children, (cell) => cell.textContent.trim());
    return document.getElementById("case-number").textContent.trim() + "\n" + parts.join(" ") + "\n";
  }

  /* navigator.clipboard is missing over plain http (onion services, intranets). */
  function copyBySelection(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("aria-label", copyButton.textContent.trim());
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    copyButton.focus();
    return done;
  }

  function tell(done) {
    said.textContent = done ? said.dataset.done : said.dataset.failed;
  }

  if (printButton) {
    printButton.hidden = false;
    printButton.addEventListener("click", () => window.print());
  }
  if (copyButton && code) {
    copyButton.hidden = false;
    copyButton.addEventListener("click", () => {
      const text = keptText();
      if (!navigator.clipboard) {
        tell(copyBySelection(text));
        return;
      }
      navigator.clipboard.writeText(text).then(
        () => tell(true),
        () => tell(copyBySelection(text)),
      );
    });
  }
})();
