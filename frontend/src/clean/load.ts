// Stands where the cleaner's own loader comes: hands a file back as it was, and says so.

/** The outcome for one file. Where `cleaned` is false, `file` is the original and `reason` says why. */
export type Outcome = {
  file: Blob;
  name: string;
  removed: string[];
  cleaned: boolean;
  reason?: string;
};

/** Clean a file that was chosen in this form. Never throws. */
export async function cleanFile(_form: HTMLElement, file: File): Promise<Outcome> {
  return { file, name: file.name, removed: [], cleaned: false, reason: "unknown_kind" };
}
