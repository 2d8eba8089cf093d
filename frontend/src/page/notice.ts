/** What a message says beside its words: what it is for, danger, how content the reporter is. */
import type { Answers } from "../sealing/envelope";
import { word } from "../words";
import { element } from "./element";

const WORDLESS = ["decline", "retaliation", "satisfaction"];

/** What was ticked, by the names of app/domain/purposes.py; null where nothing was. */
export function readNotice(form: HTMLFormElement): Answers | null {
  const picked = (name: string) =>
    form.querySelector<HTMLInputElement>(`[name=${name}]:checked`)?.value ?? "";
  const values = {
    purpose: picked("purpose"),
    satisfied: picked("satisfied"),
    danger: picked("danger") === "" ? "" : "yes",
  };
  const ticked = Object.entries(values).filter(([, value]) => value !== "");
  return ticked.length > 0 ? Object.fromEntries(ticked) : null;
}

/** Whether it needs no words to be a message. */
export function isWordless(notice: Answers | null): boolean {
  return notice?.danger === "yes" || WORDLESS.includes(purposeOf(notice));
}

/** Say what follows from a message of its kind: only this browser knows what it was for. */
export function sayWhatFollows(main: HTMLElement, notice: Answers | null): void {
  const purpose = notice?.danger === "yes" ? "retaliation" : purposeOf(notice);
  const heading = main.querySelector("[role=status] h2");
  if (purpose !== "") heading?.after(element("p", {}, word(`sent_${purpose}`)));
}

function purposeOf(notice: Answers | null): string {
  const purpose = notice?.purpose;
  if (typeof purpose === "string") return purpose;
  return notice?.satisfied === undefined ? "" : "satisfaction";
}
