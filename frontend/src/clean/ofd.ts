// OFD (GB/T 33190-2016), the fixed layout that Chinese offices use for invoices and documents.
import type { Parts } from "./archive";
import { labelsOf } from "./labels";
import { NotCleanedError, type Removed } from "./outcome";
import { local, withAttributes, withElements, withoutElements, xmlText } from "./xml";

const NAMING = "Title Author Subject Abstract CreationDate ModDate Creator CreatorVersion Keywords CustomDatas";

/** Strip the parts of one document in place. */
export function stripOfd(parts: Parts, removed: Set<Removed>): void {
  if ([...parts.keys()].some((name) => /(^|\/)(Signatures|Encryptions)\.xml$/i.test(name)))
    throw new NotCleanedError("protected");
  for (const [name, bytes] of parts) {
    const old = xmlText(bytes);
    let fresh = old;
    if (name === "OFD.xml")
      fresh = withElements(old, "DocInfo", (open, inside) => {
        labelsOf(inside).forEach((label) => removed.add(label));
        const kept = withElements(withoutElements(inside, NAMING.split(" ")), "DocID", (id) => {
          const tag = id.slice(1).replace(/[\s>].*$/s, "");
          return `<${tag}>${"0".repeat(32)}</${tag}>`;
        });
        const tag = open.slice(1).replace(/[\s>].*$/s, "");
        return `${open}${kept}</${tag}>`;
      });
    else fresh = withAttributes(old, nameless);
    if (fresh !== old) parts.set(name, new TextEncoder().encode(fresh));
  }
}

// Remarks, attached files, versions, and what a program noted for itself say who, when and with what.
function nameless(element: string, attribute: string, value: string): string {
  if (!/^(Annot|Attachment|DocVersion|Version|Extension)$/.test(local(element))) return value;
  if (/^(Date|CreationDate|ModDate|LastModDate)$/.test(attribute)) return "1970-01-01";
  return /^(Creator|CreatorName|AppName|AppVersion|Company)$/.test(attribute) ? "" : value;
}
