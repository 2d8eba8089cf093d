// What the disguise takes away, measured on voices of espeak-ng.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CENTRES } from "../src/voice/bands";
import { BandMeter } from "../src/voice/measure";
import {
  bandsOf,
  crossCorrelation,
  disguised,
  envelope,
  levelled,
  loudness,
  median,
  pearson,
  periodicity,
  pitchShifted,
  say,
  type Sound,
  spectrumDistance,
  vowel,
} from "./speech";

const MALE = say("cmn");
const FEMALE = say("cmn+f2");
const HIDDEN_MALE = disguised(MALE);
const HIDDEN_FEMALE = disguised(FEMALE);

for (const [name, voice, hidden] of [
  ["male", MALE, HIDDEN_MALE],
  ["female", FEMALE, HIDDEN_FEMALE],
] as const) {
  test(`no pitch is left of a ${name} voice`, () => {
    assert.ok(median(periodicity(voice)) > 0.7);
    assert.ok(median(periodicity(hidden)) < 0.35);
  });

  test(`the measure of pitch sees through a mere shift of a ${name} voice`, () => {
    for (const factor of [0.8, 1.25])
      assert.ok(median(periodicity(pitchShifted(voice, factor))) > 0.7);
  });
}

test("a tone that rises and one that falls leave the same bands", () => {
  const [rising, falling, other] = [
    vowel(100, 180, [700, 1200, 2600]),
    vowel(180, 100, [700, 1200, 2600]),
    vowel(100, 180, [300, 2200, 2900]),
  ].map((sound) => averageBands(bandsOf(sound)));
  const tone = distance(rising as number[], falling as number[]);
  const sound = distance(rising as number[], other as number[]);
  assert.ok(tone < 1, `${tone} dB between tones`);
  assert.ok(sound > 5 * tone, `${sound} dB between vowels`);
});

test("every voice is brought to the same average colour", () => {
  const average = (sound: Sound, change = (moments: Float32Array[]) => moments): number[] =>
    centred(averageBands(change(bandsOf(sound))));
  const before = distance(average(MALE), average(FEMALE));
  const after = distance(average(MALE, levelled), average(FEMALE, levelled));
  assert.ok(after < before / 2, `${before} dB before, ${after} dB after`);
});

test("the average spectrum tells a man from a woman no more", () => {
  const before = spectrumDistance(MALE, FEMALE);
  const men = Array.from({ length: 4 }, () => disguised(MALE));
  const women = Array.from({ length: 4 }, () => disguised(FEMALE));
  const all = men.flatMap((man) => women.map((woman) => spectrumDistance(man, woman)));
  const after = all.reduce((sum, v) => sum + v, 0) / all.length;
  assert.ok(before > 2 && after < before / 3, `${before} dB before, ${after} dB after`);
});

test("syllables keep their loudness, so that speech can be understood", () => {
  for (const voice of [MALE, FEMALE]) {
    const hidden = disguised(voice, { paces: new Array<number>(100).fill(1) });
    const [before, after] = [envelope(voice), envelope(hidden)];
    const length = Math.min(before.length, after.length);
    const found = pearson(before.slice(0, length), after.slice(0, length));
    assert.ok(found > 0.8, `correlation ${found}`);
  }
});

test("the pace wavers, and the length with it", () => {
  const ratio = (): number => disguised(MALE).samples.length / 16000 / (MALE.samples.length / MALE.rate);
  const ratios = Array.from({ length: 8 }, ratio);
  assert.ok(ratios.every((v) => v > 0.86 && v < 1.15));
  assert.ok(new Set(ratios).size > 4);
});

test("two disguises of one recording are different noise", () => {
  const found = crossCorrelation(disguised(MALE).samples, HIDDEN_MALE.samples);
  assert.ok(found < 0.25, `correlation ${found}`);
});

test("nothing of the recording's wave is in the result", () => {
  const at16k = pitchShifted(MALE, MALE.rate / 16000).samples;
  assert.ok(crossCorrelation(at16k, at16k.map((v) => v / 2)) > 0.99);
  const found = crossCorrelation(at16k, HIDDEN_MALE.samples);
  assert.ok(found < 0.25, `correlation ${found}`);
});

test("the result is as loud for a whisper as for a shout", () => {
  const quiet: Sound = { ...MALE, samples: MALE.samples.map((v) => v / 100) };
  const ratio = loudness(disguised(quiet).samples) / loudness(HIDDEN_MALE.samples);
  assert.ok(ratio > 0.7 && ratio < 1.4, `${ratio}`);
});

test("silence stays silence, and breaks nothing", () => {
  const silent = disguised({ rate: 48000, samples: new Float32Array(48000) });
  assert.ok(silent.samples.every((sample) => sample === 0));
});

test("a sound that never changes breaks nothing", () => {
  const moments = levelled(bandsOf(vowel(120, 120, [700, 1200, 2600])));
  assert.ok(moments.every((moment) => moment.length === CENTRES.length));
  assert.ok(moments.every((moment) => moment.every(Number.isFinite)));
});

test("the bands add up to the power of a sound, whatever the rate", () => {
  for (const rate of [16000, 44100, 48000]) {
    const samples = Float32Array.from({ length: rate }, (_, i) =>
      Math.sin((2 * Math.PI * 1100 * i) / rate),
    );
    const moment = new BandMeter(rate).push(samples)[50] as Float32Array;
    assert.ok(Math.abs(moment.reduce((sum, energy) => sum + energy, 0) - 0.5) < 0.02);
  }
});

test("the meter holds nothing when it has forgotten", () => {
  const meter = new BandMeter(16000);
  meter.push(MALE.samples.subarray(8000, 8480));
  meter.forget();
  const held = Object.values(meter).filter((v) => v instanceof Float32Array) as Float32Array[];
  const window = held[0] as Float32Array;
  assert.ok(window.every((sample) => sample === 0));
});

function averageBands(moments: Float32Array[]): number[] {
  return CENTRES.map((_, band) => {
    const inside = moments.slice(10, -10);
    return (
      inside.reduce((sum, moment) => sum + 10 * Math.log10((moment[band] as number) + 1e-9), 0) /
      inside.length
    );
  });
}

function distance(a: number[], b: number[]): number {
  return Math.sqrt(a.reduce((sum, v, i) => sum + (v - (b[i] as number)) ** 2, 0) / a.length);
}

function centred(values: number[]): number[] {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return values.map((v) => v - mean);
}
