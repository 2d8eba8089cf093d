// From bands back to sound: noise, shaped by how loud each band was. The noise is fresh, so that
// nothing of the voice can be in the result but what the bands hold.
import FFT from "fft.js";
import { MOMENTS_PER_SECOND } from "./bands";
import { type Disguise, paceAt } from "./disguise";
import type { Random } from "./random";

/** Samples a second of the result. */
export const RATE = 16000;
const SIZE = 512;
/** Samples in each piece that `speak` gives. */
export const PIECE = SIZE / 2;
const BIN_HZ = RATE / SIZE;
/** Nothing is put above this, in Hz: the last band, moved up, would come close to half the rate. */
const HIGHEST = 7600;
const LOWEST = 100;

// A table is enough, and saves ten million sines.
const TURN = 4096;
const SINES = Float32Array.from({ length: TURN }, (_, i) => Math.sin((2 * Math.PI * i) / TURN));
const SLOPE = Float32Array.from({ length: SIZE }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / SIZE));

interface Place {
  band: number;
  part: number;
}

// Which two bands a frequency lies between, and how near the upper one.
function placesOf(centres: readonly number[]): (Place | undefined)[] {
  return Array.from({ length: SIZE / 2 }, (_, bin) => {
    const frequency = bin * BIN_HZ;
    if (frequency < LOWEST || frequency > HIGHEST) return undefined;
    const above = centres.findIndex((centre) => centre > frequency);
    if (above === 0) return { band: 0, part: 0 };
    if (above < 0) return { band: centres.length - 1, part: 0 };
    const [low, high] = [centres[above - 1] as number, centres[above] as number];
    return { band: above - 1, part: (frequency - low) / (high - low) };
  });
}

// The mean square of a piece is to be the sum over its bins of density times their width.
const AMPLITUDE = SIZE * Math.sqrt(BIN_HZ / 2);

function fillSpectrum(
  spectrum: number[],
  moment: Float32Array,
  places: readonly (Place | undefined)[],
  random: Random,
): void {
  const heights = Array.from(moment, (density) => AMPLITUDE * Math.sqrt(density));
  for (let bin = 0; bin < places.length; bin++) {
    const place = places[bin];
    const low = place ? (heights[place.band] as number) : 0;
    const high = place ? (heights[place.band + 1] ?? low) : 0;
    const height = low + (high - low) * (place?.part ?? 0);
    const angle = random.next16() % TURN;
    spectrum[2 * bin] = height * (SINES[(angle + TURN / 4) % TURN] as number);
    spectrum[2 * bin + 1] = height * (SINES[angle] as number);
  }
}

function toSample(value: number): number {
  return Math.round(32767 * Math.tanh(value));
}

/** Give the disguised recording in pieces of `PIECE` samples, 16 bit, `RATE` a second. */
export function* speak(
  moments: readonly Float32Array[],
  disguise: Disguise,
  random: Random,
): Generator<{ piece: Int16Array; part: number }> {
  const fft = new FFT(SIZE);
  const spectrum = fft.createComplexArray() as number[];
  const sound = fft.createComplexArray() as number[];
  const places = placesOf(disguise.centres);
  const step = (PIECE / RATE) * MOMENTS_PER_SECOND;
  let tail = new Float32Array(PIECE);
  for (let at = 0; at < moments.length; at += step * paceAt(disguise, at)) {
    fillSpectrum(spectrum, moments[Math.floor(at)] as Float32Array, places, random);
    fft.completeSpectrum(spectrum);
    fft.inverseTransform(sound, spectrum);
    const piece = new Int16Array(PIECE);
    const next = new Float32Array(PIECE);
    for (let i = 0; i < PIECE; i++) {
      piece[i] = toSample((tail[i] as number) + (sound[2 * i] as number) * (SLOPE[i] as number));
      next[i] = (sound[2 * (i + PIECE)] as number) * (SLOPE[i + PIECE] as number);
    }
    tail = next;
    yield { piece, part: at / moments.length };
  }
}
