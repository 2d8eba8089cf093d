// The elements and attributes of Office Open XML that say who, when, and on which machine.
import type { Removed } from "./outcome";
import { isPath, lastStep, withoutPaths } from "./paths";
import { local } from "./xml";

/** Elements that go, by local name: ids of editing sessions and documents, paths, printers. */
export const DROPPED_ELEMENTS = [
  "rsids",
  "docId",
  "attachedTemplate",
  "saveThroughXslt",
  "mailMerge",
  "printerSettings",
  "absPath",
  "revisionPtr",
  "fileVersion",
  "fileSharing",
  "modifyVerifier",
  "docVars",
  "writeProtection",
  "presenceInfo",
  "customWorkbookViews", // named by whoever looks at the workbook so
  "customSheetViews",
];

const NO_TIME = "1970-01-01T00:00:00Z"; // where a time must stand
const PERSON = /^(author|initials|displayname|userid|username|refreshedby|providerid|lastmodifiedby|name|ed|mentionpersonid)$/i;
const PEOPLE_ELEMENTS = new Set(["cmAuthor", "author", "person"]);
const MOMENT = /^(date|dateutc|dt|dT|refresheddate|refresheddateiso|created|modified|startdate|duedate)$/;

/** Numbers for names: who wrote which comment stays visible, but not who they are. */
export function numberedNames(): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    if (name === "") return "";
    const number = known.get(name) ?? String(known.size + 1);
    known.set(name, number);
    return number;
  };
}

/** What an attribute becomes; undefined where it goes. */
export function cleanAttributes(
  element: string,
  attribute: string,
  value: string,
  people: (name: string) => string,
  removed: Set<Removed>,
): string | undefined {
  const name = local(attribute);
  if (/^rsid/.test(name)) return undefined;
  if (attribute === "xr:uid" || attribute === "codeName") return attribute === "codeName" ? value : undefined;
  if (isPerson(element, attribute)) {
    if (value !== "") removed.add("author");
    return /initials/i.test(name) || /provider/i.test(name) ? "" : people(value);
  }
  if (MOMENT.test(name) && /\d{4}-\d\d-\d\d|^\d+(\.\d+)?$/.test(value)) {
    removed.add("time");
    return name === "created" ? NO_TIME : undefined;
  }
  if (/^(odcFile|sourceFile)$/.test(name)) return "";
  // A database's address, and who signs in to it; what a slide's program noted for itself.
  if ((local(element) === "dbPr" && name === "connection") || (element === "p:tag" && name === "val")) return "";
  if (name === "instr") return withoutPaths(value);
  if (isPath(value)) {
    removed.add("author");
    return lastStep(value);
  }
  // A printer's settings are gone, so nothing may point at them.
  return local(element) === "pageSetup" && name === "id" && attribute !== name ? undefined : value;
}

function isPerson(element: string, attribute: string): boolean {
  const name = local(attribute);
  if (!PERSON.test(name)) return false;
  // `name` and the ids mean a person only where people are listed.
  return /^(author|initials|username|refreshedby|lastmodifiedby|ed|mentionpersonid)$/i.test(name)
    ? !/^authorid$/i.test(name)
    : PEOPLE_ELEMENTS.has(local(element));
}
