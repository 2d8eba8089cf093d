/** The organs' keys as a page names them, and what stands in the way of sealing to them. */
import { TooLongError } from "../sealing/padding";

/** Nothing for what fits no bucket; anything else goes on being an error. */
export function tooLongOrThrow(error: unknown): null {
  if (error instanceof TooLongError) return null;
  throw error;
}

/** The organs' keys that the page names. */
export function recipientsOf(form: HTMLFormElement): Record<string, string> {
  return JSON.parse(form.dataset.recipients ?? "{}") as Record<string, string>;
}

/** Take the organs' keys from a page that was fetched anew; says whether it had any. */
export function takeRoster(page: Document, form: HTMLFormElement): boolean {
  const fresh = page.querySelector<HTMLFormElement>(`#${form.id}`);
  if (!fresh?.dataset.recipients) return false;
  form.dataset.recipients = fresh.dataset.recipients;
  form.dataset.roster = fresh.dataset.roster ?? "";
  return true;
}
