// Fetches the cleaning script when the first file is chosen. The form says where it is and what it must
// hash to; a script that does not arrive or is not the one means that the file counts as not cleaned.
import type { Cleaned } from "./outcome";

export type { Cleaned, Reason, Removed } from "./outcome";

/** The outcome for a file, also where the cleaner itself could not be had. */
export type Outcome = Omit<Cleaned, "reason"> & { reason?: Cleaned["reason"] | "not_loaded" };

declare global {
  interface Window {
    /** Put there by cleaning.js. */
    qfClean?: (file: File) => Promise<Cleaned>;
  }
}

let loading: Promise<void> | undefined;

/**
 * Clean a file, loading the cleaner first. Never throws. `form` carries `data-cleaning-src` and
 * `data-cleaning-integrity`; after a failure the next call tries again.
 */
export async function cleanFile(form: HTMLElement, file: File): Promise<Outcome> {
  try {
    loading ??= load(form);
    await loading;
    if (window.qfClean) return await window.qfClean(file);
  } catch {
    // told below: whatever happened, the file was not cleaned
  }
  loading = undefined;
  return { file, name: file.name, removed: [], cleaned: false, reason: "not_loaded" };
}

function load(form: HTMLElement): Promise<void> {
  if (window.qfClean) return Promise.resolve();
  const { cleaningSrc, cleaningIntegrity } = form.dataset;
  if (!cleaningSrc || !cleaningIntegrity) return Promise.reject(new Error("no cleaner named"));
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = cleaningSrc;
    script.integrity = cleaningIntegrity;
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      reject(new Error("cleaner not loaded"));
    };
    document.head.append(script);
  });
}
