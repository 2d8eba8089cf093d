// The scripts' own implementation, asked by the Python tests: a JSON line in, a JSON line out.
import { createInterface } from "node:readline";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import * as codes from "../src/sealing/access_code";
import { headerFor, openWith, sealTo } from "../src/sealing/age_file";
import { readIndexes } from "../src/sealing/bip39";
import { canonicalJson, type Json } from "../src/sealing/canonical_json";
import * as exchanges from "../src/sealing/code_exchange";
import * as envelopes from "../src/sealing/envelope";
import { paddedLength } from "../src/sealing/padding";
import { payloadBytes, sealFile } from "../src/sealing/sealed_file";
import * as lists from "../src/sealing/word_lists";

type Call = { ask: string; with: never };

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as unknown as BodyInit).arrayBuffer());
}

async function derive(hex: string): Promise<Json> {
  const code = hexToBytes(hex);
  return {
    characters: codes.spell(code, "zh").join(""),
    words: codes.spell(code, "en").join(" "),
    verifier: codes.verifierOf(code),
    case_number: codes.caseNumberOf(code),
    message_key: bytesToHex(codes.messageKeyOf(code)),
    content_key: bytesToHex(codes.contentKeyOf(code)),
    identity: codes.identityOf(code),
    recipient: await codes.recipientOf(code),
  };
}

function parse(text: string): Json {
  try {
    return { code: bytesToHex(codes.parseAccessCode(text)) };
  } catch (error) {
    if (!(error instanceof codes.AccessCodeError)) throw error;
    return { reason: error.reason, unknown_positions: error.unknownPositions };
  }
}

async function sealAFile({ bytes, recipient }: { bytes: string; recipient: string }) {
  const sealed = await sealFile(new Blob([base64.decode(bytes) as Uint8Array<ArrayBuffer>]));
  const payload = await readAll(sealed.payload);
  return {
    header: base64.encode(headerFor(sealed.fileKey, recipient)),
    payload: base64.encode(payload),
    digest: sealed.digest(),
    expected_bytes: sealed.payloadBytes,
  };
}

type Reply = { code: string; file: string; case_number: string };
async function openReply({ code, file, case_number }: Reply): Promise<Json> {
  const own = hexToBytes(code);
  const body = await openWith(codes.identityOf(own), base64.decode(file));
  const { message, genuine } = envelopes.readMessage(body, codes.messageKeyOf(own), case_number);
  return { ...message, genuine };
}

type ReportCall = Omit<envelopes.Report, "messageKey"> & { code: string; organ: string };
async function sealReport({ code, organ, ...report }: ReportCall): Promise<Json> {
  const messageKey = codes.messageKeyOf(hexToBytes(code));
  return base64.encode(await sealTo(organ, envelopes.writeReport({ ...report, messageKey })));
}

type ExchangeCall = { caseNumber: string; earlier: string; own: string } & Pick<
  exchanges.CodeExchange,
  "recipientDigest" | "replies"
>;

const answers: Record<string, (given: never) => unknown> = {
  lists: () => ({
    english: lists.ENGLISH,
    chinese: lists.CHINESE,
    traditional: lists.TRADITIONAL_FORMS,
    other: lists.OTHER_FORMS,
  }),
  derive,
  parse,
  read: (text: string) => readIndexes(text),
  canonical: (value: Json) => canonicalJson(value),
  padded: (lengths: number[]) => lengths.map(paddedLength),
  payload_bytes: (lengths: number[]) => lengths.map(payloadBytes),
  message: ({ message, key }: { message: envelopes.Message; key: string }) =>
    new TextDecoder().decode(envelopes.writeMessage(message, hexToBytes(key))),
  write_exchange: ({ earlier, own, ...rest }: ExchangeCall) =>
    new TextDecoder().decode(
      exchanges.writeCodeExchange({
        ...rest,
        earlierKey: hexToBytes(earlier),
        messageKey: hexToBytes(own),
      }),
    ),
  read_exchange: ({ body, caseNumber }: { body: string; caseNumber: string }) =>
    exchanges.readCodeExchange(new TextEncoder().encode(body), caseNumber).replies,
  mac: ({ key, parts }: { key: string; parts: Json[] }) =>
    envelopes.contentMac(hexToBytes(key), ...parts),
  seal_report: sealReport,
  seal_file: sealAFile,
  open_reply: openReply,
};

for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line) as Call;
  let answer: unknown;
  try {
    answer = { answer: await answers[call.ask]!(call.with) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
