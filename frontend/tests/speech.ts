// Speech to test with, from espeak-ng, and what can be measured on it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { type Disguise, drawDisguise } from "../src/voice/disguise";
import { level } from "../src/voice/level";
import { BandMeter } from "../src/voice/measure";
import { systemRandom } from "../src/voice/random";
import { speak } from "../src/voice/speak";

export interface Sound {
  rate: number;
  samples: Float32Array;
}

export const SENTENCE =
  "他们每个星期五晚上都在江边的饭店喝酒，每次都是工程老板付钱，处长从来没有付过一次。";

/** The sentence as a voice of espeak-ng says it. */
export function say(voice: string, text = SENTENCE): Sound {
  const { stdout, error } = spawnSync("espeak-ng", ["-v", voice, "--stdout", text], {
    maxBuffer: 2 ** 26,
  });
  if (error) throw error;
  const start = stdout.indexOf("data") + 8;
  const length = Math.floor((stdout.length - start) / 2);
  const at = (i: number): number => stdout.readInt16LE(start + 2 * i) / 32768;
  return { rate: stdout.readUInt32LE(24), samples: Float32Array.from({ length }, (_, i) => at(i)) };
}

export function bandsOf({ rate, samples }: Sound): Float32Array[] {
  return new BandMeter(rate).push(samples);
}

/** The energies of a recording after `level` has run to its end. */
export function levelled(moments: Float32Array[]): Float32Array[] {
  const parts = [...level(moments)];
  assert.equal(parts.at(-1), 1);
  return moments;
}

/** The whole way that a recording goes in the browser, with what is drawn there, or with what is given. */
export function disguised(sound: Sound, given: Partial<Disguise> = {}): Sound {
  const moments = levelled(bandsOf(sound));
  const random = systemRandom();
  const disguise = { ...drawDisguise(random, moments.length), ...given };
  const pieces = [...speak(moments, disguise, random)];
  const samples = pieces.flatMap(({ piece }) => Array.from(piece, (v) => v / 32768));
  return { rate: 16000, samples: Float32Array.from(samples) };
}

/** The same sound played at another speed: a mere pitch shift, which its inverse undoes. */
export function pitchShifted({ rate, samples }: Sound, factor: number): Sound {
  const length = Math.floor(samples.length / factor) - 1;
  const at = (i: number): number => {
    const index = Math.floor(i * factor);
    const part = i * factor - index;
    return (samples[index] as number) * (1 - part) + (samples[index + 1] as number) * part;
  };
  return { rate, samples: Float32Array.from({ length }, (_, i) => at(i)) };
}

function correlation(a: Float32Array, start: number, lag: number, length: number): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = start; i < start + length; i++) {
    const [x, y] = [a[i] as number, a[i + lag] as number];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb + 1e-12);
}

/** For each loud 60 ms: the highest normalised autocorrelation at a pitch of 60 to 400 Hz. */
export function periodicity({ rate, samples }: Sound): number[] {
  const length = Math.round(rate * 0.06);
  const longest = Math.round(rate / 60);
  const loud = loudness(samples) * 0.5;
  const found: number[] = [];
  for (let start = 0; start + length + longest < samples.length; start += length) {
    if (loudness(samples.subarray(start, start + length)) < loud) continue;
    let best = 0;
    for (let lag = Math.round(rate / 400); lag <= longest; lag++)
      best = Math.max(best, correlation(samples, start, lag, length));
    found.push(best);
  }
  return found;
}

export function loudness(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, v) => sum + v * v, 0) / samples.length);
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

export function pearson(a: number[], b: number[]): number {
  const mean = (v: number[]): number => v.reduce((s, x) => s + x, 0) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((x, i) => {
    const [dx, dy] = [x - ma, (b[i] as number) - mb];
    ab += dx * dy;
    aa += dx * dx;
    bb += dy * dy;
  });
  return ab / Math.sqrt(aa * bb);
}

/** A second of a vowel with three formants, its pitch gliding from one frequency to another. */
export function vowel(from: number, to: number, formants: number[]): Sound {
  const rate = 16000;
  let phase = 0;
  const height = (f: number): number =>
    formants.reduce((sum, formant) => sum + 1 / (1 + ((f - formant) / 120) ** 2), 0.01);
  const samples = Float32Array.from({ length: rate }, (_, i) => {
    const pitch = from + ((to - from) * i) / rate;
    phase += (2 * Math.PI * pitch) / rate;
    let sum = 0;
    for (let n = 1; n * pitch < 7000; n++) sum += (height(n * pitch) * Math.cos(n * phase)) / n;
    return 0.2 * sum;
  });
  return { rate, samples };
}

/** Loudness every 50 ms. */
export function envelope({ rate, samples }: Sound): number[] {
  const length = Math.round(rate * 0.05);
  return Array.from({ length: Math.floor(samples.length / length) }, (_, i) =>
    Math.log10(loudness(samples.subarray(i * length, (i + 1) * length)) + 1e-3),
  );
}

/** How far the average spectra of two sounds of the same loudness lie apart, in dB. */
export function spectrumDistance(a: Sound, b: Sound): number {
  const [one, other] = [a, b].map((sound) => {
    const moments = bandsOf(sound);
    const means = Array.from(moments[0] as Float32Array, (_, band) =>
      Math.log10(moments.reduce((sum, m) => sum + (m[band] as number), 0) / moments.length + 1e-12),
    );
    const mean = means.reduce((sum, v) => sum + v, 0) / means.length;
    return means.map((v) => 10 * (v - mean));
  }) as [number[], number[]];
  return Math.sqrt(one.reduce((sum, v, i) => sum + (v - (other[i] as number)) ** 2, 0) / one.length);
}

/** The highest normalised correlation of a second of one sound with the other, 0.1 s either way. */
export function crossCorrelation(a: Float32Array, b: Float32Array): number {
  const [start, length] = [32000, 16000];
  let best = 0;
  for (let shift = -1600; shift <= 1600; shift++) {
    let [ab, aa, bb] = [0, 0, 0];
    for (let i = start; i < start + length; i++) {
      const [x, y] = [a[i] as number, b[i + shift] as number];
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    best = Math.max(best, ab / Math.sqrt(aa * bb + 1e-12));
  }
  return best;
}
