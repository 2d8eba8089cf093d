/** Sends one form by XMLHttpRequest, which, other than fetch, says how much of it has gone out. */

/** What the server answered; `body` is its JSON, or empty where it is none. */
export type Answer = { status: number; body: Record<string, unknown> };

/** Nothing came back: the line is down, the server is away, or nothing moved for long. */
export class ConnectionError extends Error {}

// Without a byte moving for so long, the line is taken for dead.
const STALL_MS = 60_000;
// All is handed over, and may still wait in the buffers of a slow line: 4 MiB at 14 KB/s.
const ANSWER_MS = 300_000;

/**
 * Send a form.
 *
 * @throws ConnectionError
 * @throws DOMException AbortError when `signal` says so.
 */
export function post(
  url: string,
  form: FormData,
  signal: AbortSignal,
  onProgress: (sentBytes: number) => void = () => undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let watch = 0;
    const wait = (milliseconds: number) => {
      clearTimeout(watch);
      watch = window.setTimeout(() => request.abort(), milliseconds);
    };
    const stop = () => request.abort();
    const fail = () =>
      reject(signal.aborted ? new DOMException("cancelled", "AbortError") : new ConnectionError());
    request.upload.onprogress = (event) => {
      wait(STALL_MS);
      onProgress(event.loaded);
    };
    request.upload.onload = () => wait(ANSWER_MS);
    request.onload = () => resolve({ status: request.status, body: parse(request.responseText) });
    request.onerror = fail;
    request.onabort = fail;
    request.onloadend = () => {
      clearTimeout(watch);
      signal.removeEventListener("abort", stop);
    };
    if (signal.aborted) return fail();
    signal.addEventListener("abort", stop);
    wait(STALL_MS);
    request.open("POST", url);
    request.send(form);
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
