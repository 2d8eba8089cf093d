import assert from "node:assert/strict";
import { test } from "node:test";
import { zipSync } from "fflate";

import { ascii, big32, joined, latin } from "../src/clean/bytes";
import { crc32, oggCrc32 } from "../src/clean/checksums";
import { standardProfile } from "../src/clean/colour";
import { orientationOnly, readExif } from "../src/clean/exif";
import { clean } from "../src/clean/index";
import { patched } from "../src/clean/patches";
import { withAttributes, withElements, withoutElements } from "../src/clean/xml";

function profile(red: readonly number[], green: readonly number[]) {
  const xyz = (values: readonly number[]) =>
    joined([ascii("XYZ \0\0\0\0"), ...values.map((value) => big32(Math.round(value * 65536)))]);
  const table = [big32(2), ascii("rXYZ"), big32(160), big32(20), ascii("gXYZ"), big32(180), big32(20)];
  const screen = joined([ascii("Zhang's screen"), new Uint8Array(114)]);
  return joined([screen, ...table, new Uint8Array(4), xyz(red), xyz(green)]);
}

test("a Display P3 profile is replaced by a fresh one, which stays", () => {
  const fresh = standardProfile(profile([0.5151, 0.2412, -0.001], [0.292, 0.6922, 0.0419]));
  assert.ok(fresh);
  assert.equal(latin(fresh, 36, 4), "acsp");
  assert.ok(!latin(fresh, 0, fresh.length).includes("Zhang"));
  assert.deepEqual(standardProfile(fresh), fresh);
});

test("a profile of sRGB, of a screen, or of nothing is dropped", () => {
  assert.equal(standardProfile(profile([0.4361, 0.2225, 0.0139], [0.3851, 0.7169, 0.0971])), undefined);
  assert.equal(standardProfile(profile([0.53, 0.25, 0.01], [0.28, 0.68, 0.05])), undefined);
  assert.equal(standardProfile(new Uint8Array(10)), undefined);
});

test("of Exif only the orientation is written", () => {
  for (const orientation of [1, 3, 6, 8])
    assert.equal(readExif(orientationOnly(orientation)).orientation, orientation);
  assert.equal(readExif(ascii("II*\0\xff\xff\xff\xff")).orientation, 1);
});

test("patches replace what stands there, by slices", async () => {
  const file = new Blob(["0123456789"]);
  const patches = [{ start: 6, bytes: ascii("xx") }, { start: 1, zeros: 2 }, { start: 7, zeros: 1 }];
  assert.equal(await patched(file, patches, 9).text(), "0\0\x00345xx8");
  assert.equal(await patched(file, [{ start: 8, zeros: 9 }], 10).text(), "01234567\0\0");
  assert.equal(patched(file, [{ start: 1, zeros: 3 << 20 }], 10).size, 10);
});

test("checksums are those of the specifications", () => {
  assert.equal(crc32(ascii("123456789")), 0xcbf43926);
  assert.equal(oggCrc32(ascii("123456789")), 0x89a1897f);
});

test("XML changes only where it is told to", () => {
  const xml = `<?xml version="1.0"?><a x:who='Z &gt; ">" ' n="1"/><b>t<c k="v">u</c></b><bb/>`;
  assert.equal(withAttributes(xml, (_, __, value) => value), xml);
  assert.equal(
    withAttributes(xml, (_, name, value) => (name === "x:who" ? undefined : value)),
    `<?xml version="1.0"?><a n="1"/><b>t<c k="v">u</c></b><bb/>`,
  );
  assert.equal(withoutElements("<b>t<c/>u</b><bb/><x:b/>", ["b"]), "<bb/>");
  assert.equal(withElements("<b>t", "b", () => ""), "<b>t");
});

function docx(parts: Record<string, Uint8Array>): File {
  const own = { "[Content_Types].xml": ascii("<Types/>"), "word/document.xml": ascii("<w:document/>") };
  return new File([zipSync({ ...own, ...parts }) as Uint8Array<ArrayBuffer>], "a.docx");
}

test("a document with a part of unknown kind does not count as cleaned", async () => {
  const named = ascii("an object by Zhang San");
  const ole = joined([Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), named]);
  for (const part of [ole, named, joined([ascii("ID3"), named])]) {
    const { cleaned, reason } = await clean(docx({ "word/embeddings/oleObject1.bin": part }));
    assert.deepEqual({ cleaned, reason }, { cleaned: false, reason: "unknown_kind" });
  }
});

test("fonts and drawings that are text do not keep a document from being cleaned", async () => {
  const parts = { "word/fonts/font1.odttf": ascii("font"), "xl/drawings/vmlDrawing1.vml": ascii("<xml/>") };
  assert.equal((await clean(docx(parts))).cleaned, true);
});
