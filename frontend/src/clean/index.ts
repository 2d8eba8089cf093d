/** What a file gives away is taken out of it before it is sealed. */

/** A file as it may go out. */
export type Cleaned = {
  file: Blob;
  name: string;
  removed: string[];
  cleaned: boolean;
  reason?: string;
};

/** Pass a file on as it is, and say so. */
export async function clean(file: File): Promise<Cleaned> {
  return { file, name: file.name, removed: [], cleaned: false, reason: "unknown_kind" };
}
