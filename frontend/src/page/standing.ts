/** Where a case stands, as far as a message needs it: told by the server's page about it. */

/** What the next message of a case must say and whom it is sealed to. */
export type Standing = {
  url: string;
  caseNumber: string;
  /** The organ that the report was addressed to: the only one that a browser knows of. */
  recipient: string;
  roster: string;
  counter: number;
  heard: number;
};

/** The number of a case whose mailbox has closed; null where the page is about no such case. */
export function closedCaseIn(page: ParentNode): string | null {
  const notice = page.querySelector<HTMLElement>("[data-closed-case]");
  return notice?.dataset.closedCase ?? null;
}

/** Read it from a page; null where the page is about no case. */
export function standingIn(page: ParentNode): Standing | null {
  const form = page.querySelector<HTMLFormElement>("#message-form");
  const { caseNumber, recipients, counter, heard, roster } = form?.dataset ?? {};
  const recipient = Object.values(JSON.parse(recipients ?? "{}") as Record<string, string>)[0];
  if (!form || !caseNumber || !recipient) return null;
  return {
    url: form.getAttribute("action") ?? "",
    caseNumber,
    recipient,
    roster: roster ?? "",
    counter: Number(counter),
    heard: Number(heard),
  };
}
