/** Cuts a stream into pieces of one size; the last may be shorter, and only it says so. */

/** A part of a payload, and where it begins. */
export type Piece = { bytes: Uint8Array; offset: number; last: boolean };

/** Read a stream piece by piece. One that is not read to its end is released. */
export async function* inPieces(
  stream: ReadableStream<Uint8Array>,
  pieceBytes: number,
): AsyncGenerator<Piece, void> {
  const reader = stream.getReader();
  let piece = new Uint8Array(pieceBytes);
  let used = 0;
  let offset = 0;
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (let rest = value; rest.length > 0; ) {
        // Full, and more follows: so it is not the last.
        if (used === pieceBytes) {
          yield { bytes: piece, offset, last: false };
          offset += used;
          [piece, used] = [new Uint8Array(pieceBytes), 0];
        }
        const part = rest.subarray(0, pieceBytes - used);
        piece.set(part, used);
        used += part.length;
        rest = rest.subarray(part.length);
      }
    }
    ended = true;
    yield { bytes: piece.subarray(0, used), offset, last: true };
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined);
  }
}
