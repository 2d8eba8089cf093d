// A WAV file with the 44 bytes of header it needs and no chunk that could say more: no program, no
// time, no device. A browser's own MediaRecorder would write its name into the file.

const HEADER_BYTES = 44;
const PCM = 1;

function header(rate: number, dataBytes: number): ArrayBuffer {
  const buffer = new ArrayBuffer(HEADER_BYTES);
  const view = new DataView(buffer);
  const text = (at: number, word: string): void =>
    [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a sample
  view.setUint16(34, 16, true); // bits a sample
  text(36, "data");
  view.setUint32(40, dataBytes, true);
  return buffer;
}

/** Put mono 16-bit samples into a WAV file of the given name. */
export function wavFile(pieces: readonly Int16Array[], rate: number, name: string): File {
  const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  // A WAV's samples are little endian, as is every machine that a browser runs on.
  const parts: BlobPart[] = [header(rate, bytes), ...(pieces as Int16Array<ArrayBuffer>[])];
  return new File(parts, name, { type: "audio/wav", lastModified: 0 });
}
