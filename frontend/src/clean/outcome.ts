// What a cleaning says about itself. The words are the same as the server's cleaner uses.

/** What was taken out; a fixed vocabulary, for which the page has the sentences. */
export type Removed =
  "place" | "device" | "author" | "time" | "software" | "thumbnail" | "comments" | "other";

/** Why a file was left as it was. */
export type Reason = "unknown_kind" | "too_large" | "broken" | "protected";

/** The outcome for one file. Where `cleaned` is false, `file` is the original and `reason` says why. */
export interface Cleaned {
  file: Blob;
  name: string;
  removed: Removed[];
  cleaned: boolean;
  reason?: Reason;
}

/** What one cleaner hands back: the new file, and what is no longer in it. */
export interface Stripped {
  file: Blob;
  removed: Set<Removed>;
}

/** A cleaner's only way to say no; `clean` turns it into a reason. */
export class NotCleanedError extends Error {
  constructor(readonly reason: Reason) {
    super(reason);
    this.name = "NotCleanedError";
  }
}

/** Refuse a file that is not built as its kind's specification says. */
export function broken(): never {
  throw new NotCleanedError("broken");
}
