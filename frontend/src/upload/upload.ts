/**
 * Sends a sealed payload to the server in pieces. Each piece that the server acknowledged is on its
 * disk, so only the current one is kept here; after a lost connection it goes on from there.
 */
import type { Piece } from "./pieces";
import { inPieces } from "./pieces";
import { type Answer, ConnectionError, post } from "./post";

/** How large a piece is; it bounds the memory that a file of any size takes. */
export const PIECE_BYTES = 4 * 1024 * 1024;
const LONGEST_WAIT_MS = 30_000;
const MOST_TRIES = 40;
// A piece that was on its way when its file was stopped has arrived by the first of these; the others
// are for a line that is down just then.
const LATE_PIECE_MS = [5000, 30_000, 120_000];

/** Where and as whom; `token` is asked for anew at each piece, since it can be renewed. */
export type Destination = {
  url: string;
  uploadId: string;
  verifier: string;
  token: () => string;
  renewToken: () => Promise<void>;
};

/** Why a file could not be sent: a word of the page's. */
export type Refusal = "too_large" | "limit" | "no_room" | "gone" | "refused" | "no_line";

/** The server did not take the file; `tryAgainAt` is a time of day, where it named one. */
export class RefusedError extends Error {
  constructor(
    readonly reason: Refusal,
    readonly tryAgainAt = "",
  ) {
    super(reason);
  }
}

/** What happens meanwhile. */
export type Watcher = {
  onSent: (sentBytes: number) => void;
  /** The line is lost, and is tried again; false once it is back. */
  onWaiting: (waiting: boolean) => void;
};

/**
 * Send a payload whole.
 *
 * @throws RefusedError
 * @throws DOMException AbortError when `signal` says so.
 */
export async function upload(
  payload: ReadableStream<Uint8Array>,
  to: Destination,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<void> {
  for await (const piece of inPieces(payload, PIECE_BYTES)) {
    await sendPiece(piece, to, watcher, signal);
    watcher.onSent(piece.offset + piece.bytes.length);
  }
}

/**
 * Have the server forget what it received of a file. It is told twice, since a piece that was on its
 * way when it was stopped may arrive after the first; and again where the second was not heard.
 */
export async function forget(to: Destination, waitsMs = LATE_PIECE_MS): Promise<void> {
  await tellToForget(to);
  for (const milliseconds of waitsMs) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (await tellToForget(to)) return;
  }
}

async function tellToForget(to: Destination): Promise<boolean> {
  const tell = (): Promise<Answer> => {
    const form = begin(to);
    form.append("cancel", "1");
    return post(to.url, form, new AbortController().signal);
  };
  return withToken(to, tell).then(
    ({ status }) => status === 200,
    () => false,
  );
}

async function sendPiece(
  piece: Piece,
  to: Destination,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<void> {
  const end = piece.offset + piece.bytes.length;
  let from = piece.offset;
  for (let tries = 0; ; tries++) {
    // The server answers, but gets no further.
    if (tries > MOST_TRIES) throw new RefusedError("refused");
    try {
      // After a lost line the server is asked what it has: the answer may be what got lost.
      if (tries > 0) from = place(await ask(to, signal), piece, from);
      if (tries > 0) watcher.onWaiting(false);
      if (from === end) return;
      from = place(await send(piece, from, to, watcher, signal), piece, from);
      if (from === end) return;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      if (tries >= MOST_TRIES) throw new RefusedError("no_line");
      watcher.onWaiting(true);
      await pause(Math.min(1000 * 2 ** tries, LONGEST_WAIT_MS), signal);
    }
  }
}

function place(answer: Answer, piece: Piece, from: number): number {
  const end = piece.offset + piece.bytes.length;
  const received = answer.body.received;
  if (typeof received !== "number") throw refusal(answer);
  // The same piece, of a connection that was lost, is just being put on its disk: a little later.
  if (answer.status === 409 && received === from) throw new ConnectionError();
  // Less than was acknowledged before: it was swept meanwhile, and is not here any more.
  if (received < piece.offset || received > end) throw new RefusedError("gone");
  if (answer.status === 200 && received === end && piece.last && answer.body.complete === false)
    throw new RefusedError("refused");
  return received;
}

async function ask(to: Destination, signal: AbortSignal): Promise<Answer> {
  return withToken(to, () => post(to.url, begin(to), signal));
}

async function send(
  piece: Piece,
  from: number,
  to: Destination,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<Answer> {
  const rest = piece.bytes.subarray(from - piece.offset);
  return withToken(to, () => {
    const form = begin(to);
    form.append("offset", String(from));
    if (piece.last) form.append("last", "1");
    form.append("piece", new Blob([rest as Uint8Array<ArrayBuffer>]), "piece");
    return post(to.url, form, signal, (sent) => {
      watcher.onSent(from + Math.min(sent, rest.length));
    });
  });
}

async function withToken(to: Destination, sent: () => Promise<Answer>): Promise<Answer> {
  const answer = await sent();
  if (answer.status !== 400 || answer.body.error !== "token") return answer;
  await to.renewToken();
  return sent();
}

function begin(to: Destination): FormData {
  const form = new FormData();
  form.append("csrf_token", to.token());
  form.append("verifier", to.verifier);
  form.append("upload_id", to.uploadId);
  return form;
}

function refusal({ status, body }: Answer): Error {
  if (status >= 500 && status !== 507) return new ConnectionError();
  const reasons: Record<number, Refusal> = { 413: "too_large", 429: "limit", 507: "no_room" };
  // More files than a form may have is no fault of this one.
  const reason = body.error === "too_many" ? "refused" : (reasons[status] ?? "refused");
  return new RefusedError(reason, String(body.try_again_at ?? ""));
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", stop);
      resolve();
    };
    const stop = () => {
      done();
      reject(new DOMException("cancelled", "AbortError"));
    };
    const timer = window.setTimeout(done, milliseconds);
    window.addEventListener("online", done);
    signal.addEventListener("abort", stop);
  });
}
