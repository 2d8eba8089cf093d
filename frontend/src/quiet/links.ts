// One entry in the history for the whole visit: each page takes the place of the one before.

/** Follow links inside this site by replacing the page, so that nothing lies behind "back". */
export function keepOneEntry(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || event.defaultPrevented || !isPlainClick(event) || !staysHere(link)) return;
    event.preventDefault();
    location.replace(link.href);
  });
}

function isPlainClick(event: MouseEvent): boolean {
  const withKey = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return event.button === 0 && !withKey;
}

function staysHere(link: HTMLAnchorElement): boolean {
  const opensElsewhere = link.target !== "" && link.target !== "_self";
  return link.origin === location.origin && !opensElsewhere && !link.hasAttribute("download");
}
