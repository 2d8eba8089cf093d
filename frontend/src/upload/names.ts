/** What a file is called inside the envelope. */

const MAX_NAME_CHARACTERS = 200;
const LONGEST_ENDING = 16;

/** A name that says nothing: "file-1.jpg", with the ending that says how to open it. */
export function neutralName(name: string, number: number): string {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1];
  return `file-${number}${ending ? `.${ending.toLowerCase()}` : ""}`;
}

/** The reporter's own name for it, as app/services/file_names.py keeps it. */
export function ownName(name: string): string {
  const last = name.replace(/\\/g, "/").split("/").pop() ?? "";
  const letters = Array.from(last.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").trim());
  const text = letters.join("");
  const dot = text.lastIndexOf(".");
  const ending = dot < 0 ? [] : Array.from(text.slice(dot + 1));
  if (letters.length > MAX_NAME_CHARACTERS && dot >= 0 && ending.length < LONGEST_ENDING) {
    const stem = Array.from(text.slice(0, dot)).slice(0, MAX_NAME_CHARACTERS - ending.length - 1);
    return `${stem.join("")}.${ending.join("")}`;
  }
  return letters.slice(0, MAX_NAME_CHARACTERS).join("") || "file";
}
