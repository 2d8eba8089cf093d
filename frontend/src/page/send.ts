/** Sends a form's fields and says what came back. */
import { SAME_PLACE, type Token } from "./token";

const LONGEST_MS = 120_000;

/** A page; a problem by its name; or nothing, since the line or the server is down. */
export type Outcome =
  | { kind: "page"; status: number; html: string }
  | { kind: "problem"; error: string; body: Record<string, unknown> }
  | { kind: "no_line" };

/** What is no page. */
export type Problem = Exclude<Outcome, { kind: "page" }>;

/** Whether the server took it: a page alone says nothing, since one may be about what went wrong. */
export function isAccepted(outcome: Outcome): outcome is Extract<Outcome, { kind: "page" }> & { status: 200 } {
  return outcome.kind === "page" && outcome.status === 200;
}

/**
 * Post fields in their order, the token before them. A token that ran out is renewed once.
 */
export async function send(
  url: string,
  fields: [name: string, value: string][],
  token: Token,
): Promise<Outcome> {
  const outcome = await post(url, fields, token.value);
  if (outcome.kind !== "problem" || outcome.error !== "token") return outcome;
  try {
    await token.renew();
  } catch {
    return { kind: "no_line" };
  }
  return post(url, fields, token.value);
}

async function post(url: string, fields: [string, string][], token: string): Promise<Outcome> {
  const body = new FormData();
  body.append("csrf_token", token);
  for (const [name, value] of fields) body.append(name, value);
  const patience = new AbortController();
  const timer = window.setTimeout(() => patience.abort(), LONGEST_MS);
  try {
    const { signal } = patience;
    const answer = await fetch(url, { ...SAME_PLACE, method: "POST", body, signal });
    const text = await answer.text();
    if (answer.status >= 500) return { kind: "no_line" };
    if (!answer.headers.get("Content-Type")?.includes("json"))
      return { kind: "page", status: answer.status, html: text };
    const problem = JSON.parse(text) as Record<string, unknown>;
    return { kind: "problem", error: String(problem.error), body: problem };
  } catch {
    return { kind: "no_line" };
  } finally {
    clearTimeout(timer);
  }
}
