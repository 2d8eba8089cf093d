import assert from "node:assert/strict";
import { test } from "node:test";
import { neutralName, ownName } from "../src/upload/names";
import { inPieces, type Piece } from "../src/upload/pieces";
import { Rate } from "../src/upload/rate";

function streamOf(lengths: number[], onCancel: () => void = () => undefined) {
  let at = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const length = lengths.shift();
      if (length === undefined) return controller.close();
      controller.enqueue(Uint8Array.from({ length }, () => at++ % 256));
    },
    cancel: onCancel,
  });
}

async function piecesOf(lengths: number[], size: number): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for await (const piece of inPieces(streamOf([...lengths]), size))
    pieces.push({ ...piece, bytes: piece.bytes.slice() });
  return pieces;
}

for (const [lengths, expected] of [
  [[], [0]],
  [[3], [3]],
  [[8], [8]],
  [[4, 4, 4, 4], [8, 8]],
  [[17], [8, 8, 1]],
  [[1, 15], [8, 8]],
  [[5, 5, 5, 5], [8, 8, 4]],
] as [number[], number[]][]) {
  test(`chunks of ${lengths.join(", ") || "nothing"} become pieces of ${expected.join(", ")}`, async () => {
    const pieces = await piecesOf(lengths, 8);
    assert.deepEqual(
      pieces.map(({ bytes }) => bytes.length),
      expected,
    );
    assert.deepEqual(
      pieces.map(({ last }) => last),
      expected.map((_, at) => at === expected.length - 1),
    );
    const whole = pieces.flatMap(({ bytes }) => Array.from(bytes));
    assert.deepEqual(whole, Array.from(whole.keys()));
    let at = 0;
    for (const { offset, bytes } of pieces) {
      assert.equal(offset, at);
      at += bytes.length;
    }
  });
}

test("a stream that is not read to its end is released", async () => {
  let cancelled = false;
  const stream = streamOf([8, 8, 8, 8], () => {
    cancelled = true;
  });
  for await (const piece of inPieces(stream, 8)) {
    assert.equal(piece.offset, 0);
    break;
  }
  assert.equal(cancelled, true);
});

test("a stream that fails is not taken for one that ended", async () => {
  const stream = new ReadableStream<Uint8Array>({
    pull() {
      throw new Error("gone");
    },
  });
  await assert.rejects(async () => {
    for await (const piece of inPieces(stream, 8)) assert.fail(String(piece.offset));
  }, /gone/);
});

test("the rate is of the last ten seconds", () => {
  const rate = new Rate();
  rate.note(0, 0);
  assert.equal(rate.bytesPerSecond, null);
  rate.note(4000, 2000);
  assert.equal(rate.bytesPerSecond, 2000);
  for (let at = 3; at <= 30; at++) rate.note(4000 + (at - 2) * 100, at * 1000);
  assert.equal(Math.round(rate.bytesPerSecond ?? 0), 100);
  rate.note(0, 31_000);
  assert.equal(rate.bytesPerSecond, null);
});

test("a neutral name keeps the ending and nothing else", () => {
  assert.equal(neutralName("会议照片.JPG", 1), "file-1.jpg");
  assert.equal(neutralName("情况说明", 2), "file-2");
  assert.equal(neutralName("a.王某的照片", 3), "file-3");
});

test("an own name is the last part, without what no eye sees", () => {
  assert.equal(ownName("C:\\Users\\wang\\情况\u202e说明.docx"), "情况说明.docx");
  assert.equal(ownName("///"), "file");
  assert.equal(Array.from(ownName(`${"长".repeat(300)}.docx`)).length, 200);
  assert.ok(ownName(`${"长".repeat(300)}.docx`).endsWith(".docx"));
});
