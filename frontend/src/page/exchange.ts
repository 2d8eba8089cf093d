/**
 * Puts what the server answered in place of what is there, in the same document: a new one would
 * not have the access code, which is in this one's memory and nowhere else.
 */
import { rememberWords } from "../words";

/** Read an answer. */
export function parsePage(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}

/** Exchange the page's main part, title and language, and move the focus to its heading. */
export function exchangePage(html: string): HTMLElement {
  const next = parsePage(html);
  const main = next.querySelector("main");
  if (!main) throw new Error("the answer is no page of ours");
  rememberWords(next);
  // A parsed document has no scripts, so what stands there for their absence has come to life.
  main.querySelectorAll("noscript").forEach((part) => part.remove());
  // Links that the next page leaves out would lead away from what it shows.
  for (const away of ["nav.govuk-service-navigation", "a[hreflang]"]) {
    const link = document.querySelector<HTMLElement>(away);
    if (!next.querySelector(away)) link?.remove();
    // A look before sending had hidden it.
    else if (link) link.hidden = false;
  }
  const own = document.adoptNode(main);
  document.querySelector("main")?.replaceWith(own);
  document.title = next.title;
  document.documentElement.lang = next.documentElement.lang;
  const heading = own.querySelector<HTMLElement>(".govuk-error-summary, [role=alert], h1") ?? own;
  heading.tabIndex = -1;
  window.scrollTo(0, 0);
  heading.focus();
  return own;
}
