/** The token that each form carries; it runs out when a page was open for long. */
import { parsePage } from "./exchange";

/** Ours, and nobody else's: no cache, no referrer, never on to another address. */
export const SAME_PLACE: RequestInit = {
  credentials: "same-origin",
  cache: "no-store",
  referrerPolicy: "no-referrer",
  redirect: "error",
};

/** A token, and where a page with a new one is. */
export class Token {
  constructor(
    public value: string,
    private readonly pageUrl: string,
  ) {}

  /** Take the token from a page that has a form. */
  static of(page: ParentNode, pageUrl: string): Token {
    return new Token(valueIn(page), pageUrl);
  }

  /** Fetch the page anew and take its token; gives the page, for what else may have changed. */
  async renew(): Promise<Document> {
    const answer = await fetch(this.pageUrl, SAME_PLACE);
    const page = parsePage(await answer.text());
    this.value = valueIn(page) || this.value;
    return page;
  }
}

function valueIn(page: ParentNode): string {
  return page.querySelector<HTMLInputElement>("input[name=csrf_token]")?.value ?? "";
}
