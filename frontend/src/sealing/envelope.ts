/** What stands inside a sealed report and a sealed message: the same as app/services/envelopes.py. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson, type Json } from "./canonical_json";
import { padJson } from "./padding";

/** Of all envelopes. */
export const VERSION = 1;

/** What was answered, by field name; empty answers are left out. */
export type Answers = Record<string, string | string[]>;

/** A file as it was before sealing; `sha256` is of its bytes without padding, in hexadecimal. */
export type Attachment = {
  item_id: string;
  name: string;
  media_type: string;
  length_bytes: number;
  sha256: string;
};

/** A report before sealing. */
export type Report = {
  caseNumber: string;
  organId: string;
  answers: Answers;
  attachments: Attachment[];
  messageKey: Uint8Array;
  recipient: string;
};

/** A message before sealing or after opening. */
export type Message = {
  caseNumber: string;
  direction: "from_reporter" | "from_team";
  counter: number;
  heard: number;
  text: string;
  attachments: Attachment[];
  answers: Answers | null;
};

/** Sealed content that is not what its place says. */
export class EnvelopeError extends Error {}

/**
 * A report as padded JSON.
 *
 * @throws TooLongError
 */
export function writeReport(report: Report): Uint8Array {
  return padJson(
    encode({
      qingfeng: VERSION,
      kind: "report",
      case_number: report.caseNumber,
      organ_id: report.organId,
      answers: report.answers,
      attachments: report.attachments,
      message_key: bytesToHex(report.messageKey),
      recipient_digest: bytesToHex(sha256(utf8ToBytes(report.recipient))),
    }),
  );
}

/**
 * A message as padded JSON, with its HMAC.
 *
 * @throws TooLongError
 */
export function writeMessage(message: Message, messageKey: Uint8Array): Uint8Array {
  const content = {
    qingfeng: VERSION,
    kind: "message",
    case_number: message.caseNumber,
    direction: message.direction,
    counter: message.counter,
    heard: message.heard,
    text: message.text,
    attachments: message.attachments,
    answers: message.answers,
  };
  const mac = bytesToHex(hmac(sha256, messageKey, encode(content)));
  return padJson(encode({ ...content, mac }));
}

/**
 * An opened message, and whether its HMAC proves who wrote it and to which case.
 *
 * @throws EnvelopeError when it is no message.
 */
export function readMessage(
  body: Uint8Array,
  messageKey: Uint8Array,
  caseNumber: string,
): { message: Message; genuine: boolean } {
  try {
    const { mac, ...content } = decodeEnvelope(body, "message");
    const message = toMessage(content);
    const wanted = hmac(sha256, messageKey, encode(content));
    const genuine = isEqual(wanted, hexToBytes(asText(mac))) && message.caseNumber === caseNumber;
    return { message, genuine };
  } catch {
    throw new EnvelopeError("not a message");
  }
}

/** What tells a repeat from a change, in hexadecimal: an HMAC over all that the reporter sent. */
export function contentMac(contentKey: Uint8Array, ...parts: Json[]): string {
  return bytesToHex(hmac(sha256, contentKey, encode(parts)));
}

/** The bytes that an HMAC is computed over. */
export function encode(content: Json): Uint8Array {
  return utf8ToBytes(canonicalJson(content));
}

/**
 * The fields of an opened envelope of a kind.
 *
 * @throws EnvelopeError when it is another.
 */
export function decodeEnvelope(body: Uint8Array, kind: string): { [key: string]: Json } {
  const content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as Json;
  if (content === null || typeof content !== "object" || Array.isArray(content)) throw mistake();
  if (content.kind !== kind || content.qingfeng !== VERSION) throw mistake();
  return content;
}

function toMessage(content: { [key: string]: Json }): Message {
  const direction = content.direction;
  if (direction !== "from_reporter" && direction !== "from_team") throw mistake();
  return {
    caseNumber: asText(content.case_number),
    direction,
    counter: asWhole(content.counter),
    heard: asWhole(content.heard),
    text: asText(content.text),
    attachments: asAttachments(content.attachments),
    answers: (content.answers ?? null) as Answers | null,
  };
}

function asAttachments(value: Json | undefined): Attachment[] {
  if (!Array.isArray(value)) throw mistake();
  return value.map((entry) => {
    const found = entry as Record<string, Json>;
    return {
      item_id: asText(found.item_id),
      name: asText(found.name),
      media_type: asText(found.media_type),
      length_bytes: asWhole(found.length_bytes),
      sha256: asText(found.sha256),
    };
  });
}

function asText(value: Json | undefined): string {
  if (typeof value !== "string") throw mistake();
  return value;
}

function asWhole(value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw mistake();
  return value;
}

function mistake(): EnvelopeError {
  return new EnvelopeError("not a message");
}

/** Whether two texts of bytes are the same, in a time that does not depend on where they differ. */
export function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  return left.reduce((sum, byte, at) => sum | (byte ^ right[at]!), 0) === 0;
}
