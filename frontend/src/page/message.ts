/** A message on its way: sealed to the organ that the report was addressed to. */
import { base64 } from "@scure/base";
import {
  type AccessCode,
  contentKeyOf,
  messageKeyOf,
  verifierOf,
} from "../sealing/access_code";
import { sealTo } from "../sealing/age_file";
import { type Answers, type Attachment, contentMac, writeMessage } from "../sealing/envelope";
import type { Outcome } from "./send";
import { send } from "./send";
import type { Standing } from "./standing";
import type { Token } from "./token";

const MOST_TRIES = 4;

/** What is said, with which files; `answers` where a form is sent on as a message. */
export type Content = {
  text: string;
  answers: Answers | null;
  attachments: Attachment[];
  headers: (recipient: string) => { item_id: string; header: Uint8Array }[];
};

/**
 * Seal and send. Where another message came first, it is sealed anew with the next number, which
 * changes `standing`.
 */
export async function sendMessage(
  code: AccessCode,
  standing: Standing,
  content: Content,
  token: Token,
): Promise<Outcome> {
  for (let tries = 0; ; tries++) {
    const fields = await seal(code, standing, content);
    const outcome = await send(standing.url, fields, token);
    if (outcome.kind !== "problem" || outcome.error !== "counter" || tries >= MOST_TRIES)
      return outcome;
    standing.counter = Number(outcome.body.counter);
    standing.heard = Number(outcome.body.heard);
  }
}

async function seal(
  code: AccessCode,
  standing: Standing,
  { text, answers, attachments, headers }: Content,
): Promise<[string, string][]> {
  const { caseNumber, counter, heard, recipient, roster } = standing;
  const message = { caseNumber, counter, heard, text, answers, attachments };
  const body = writeMessage({ ...message, direction: "from_reporter" }, messageKeyOf(code));
  const marks = attachments.map((file) => [file.sha256, file.name, file.length_bytes]);
  const mac = contentMac(contentKeyOf(code), "", text, answers, [], marks);
  return [
    ["verifier", verifierOf(code)],
    ["counter", String(counter)],
    ["roster", roster],
    ["content_mac", mac],
    ["sealed_message", base64.encode(await sealTo(recipient, body))],
    ["sealed_attachments", sealedAttachments(headers(recipient))],
  ];
}

/** The headers of files, as they are sent. */
export function sealedAttachments(headers: { item_id: string; header: Uint8Array }[]): string {
  return JSON.stringify(
    headers.map(({ item_id, header }) => ({ item_id, header: base64.encode(header) })),
  );
}
