/**
 * What a reporter leaves when a one-time code is replaced: the same as
 * app/services/code_exchange.py, where it is explained.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { decodeEnvelope, encode, EnvelopeError, isEqual, VERSION } from "./envelope";
import { padJson } from "./padding";

const KIND = "code_exchange";

/** An exchange before sealing or after opening. */
export type CodeExchange = {
  caseNumber: string;
  earlierKey: Uint8Array;
  messageKey: Uint8Array;
  /** SHA-256 of the new recipient, in hexadecimal. */
  recipientDigest: string;
  /** Item ids that the earlier key goes on vouching for. */
  replies: string[];
};

/**
 * An exchange as padded JSON, with its two HMACs.
 *
 * @throws TooLongError
 */
export function writeCodeExchange(exchange: CodeExchange): Uint8Array {
  const content = {
    qingfeng: VERSION,
    kind: KIND,
    case_number: exchange.caseNumber,
    earlier_key: bytesToHex(exchange.earlierKey),
    message_key: bytesToHex(exchange.messageKey),
    recipient_digest: exchange.recipientDigest,
    replies: exchange.replies,
  };
  const signed = encode(content);
  const earlier_mac = bytesToHex(hmac(sha256, exchange.earlierKey, signed));
  const mac = bytesToHex(hmac(sha256, exchange.messageKey, signed));
  return padJson(encode({ ...content, earlier_mac, mac }));
}

/**
 * Read an opened exchange that both of its own keys vouch for.
 *
 * @throws EnvelopeError when it is none, or another case's.
 */
export function readCodeExchange(body: Uint8Array, caseNumber: string): CodeExchange {
  try {
    const { earlier_mac, mac, ...content } = decodeEnvelope(body, KIND);
    const exchange = {
      caseNumber: String(content.case_number),
      earlierKey: hexToBytes(String(content.earlier_key)),
      messageKey: hexToBytes(String(content.message_key)),
      recipientDigest: String(content.recipient_digest),
      replies: (content.replies as string[]).map(String),
    };
    const signed = encode(content);
    const isGenuine =
      isEqual(hmac(sha256, exchange.earlierKey, signed), hexToBytes(String(earlier_mac))) &&
      isEqual(hmac(sha256, exchange.messageKey, signed), hexToBytes(String(mac)));
    if (isGenuine && exchange.caseNumber === caseNumber) return exchange;
  } catch {
    // As what is no exchange.
  }
  throw new EnvelopeError("not an exchange");
}

/** SHA-256 of a recipient, in hexadecimal. */
export function recipientDigest(recipient: string): string {
  return bytesToHex(sha256(utf8ToBytes(recipient)));
}
