/**
 * Passkeys on forms: `data-passkey-make` or `data-passkey-sign` holds what the server asks for, a
 * button with `data-action="passkey"` starts it, and the answer goes into the field with
 * `data-passkey-answer`, by which the form is sent.
 */
import { makePasskey, signWithPasskey } from "./ceremony";

/** Reveal the buttons, where the browser knows passkeys. */
export function offerPasskeys(page: ParentNode): void {
  if (!window.PublicKeyCredential) return;
  for (const form of page.querySelectorAll<HTMLFormElement>("[data-passkey-make], [data-passkey-sign]")) {
    const button = form.querySelector<HTMLButtonElement>('[data-action="passkey"]');
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => void answer(form, button));
  }
}

async function answer(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
  const failed = form.querySelector<HTMLElement>("[data-passkey-failed]");
  const field = form.querySelector<HTMLInputElement>("[data-passkey-answer]");
  const { passkeyMake, passkeySign } = form.dataset;
  if (failed) failed.hidden = true;
  button.disabled = true;
  try {
    const given = passkeyMake ? await makePasskey(passkeyMake) : await signWithPasskey(passkeySign ?? "");
    if (field) field.value = given;
    form.submit();
  } catch {
    // Cancelled, too late, or none that fits: browsers do not say which.
    if (failed) failed.hidden = false;
    button.disabled = false;
  }
}
