// From samples to how loud each band is, while they come in. Nothing else of the samples goes further.
import FFT from "fft.js";
import { CENTRES, MOMENTS_PER_SECOND, share } from "./bands";

/**
 * Seconds that one measurement looks at. Long enough that what changes faster than about 30 times a
 * second is gone, with it the beat of the vocal cords (60 to 400 a second); short enough for syllables.
 */
const WINDOW_SECONDS = 0.032;

interface Weight {
  bin: number;
  part: number;
}

function weightsFor(rate: number, size: number): Weight[][] {
  return CENTRES.map((_, band) => {
    const weights: Weight[] = [];
    for (let bin = 1; bin < size / 2; bin++) {
      const part = share(band, (bin * rate) / size);
      if (part > 0) weights.push({ bin, part });
    }
    return weights;
  });
}

/** Measures the bands of one recording. It never holds more than the last 32 milliseconds of sound. */
export class BandMeter {
  private readonly window: Float32Array;
  private readonly shape: Float32Array;
  private readonly padded: number[];
  private readonly spectrum: number[];
  private readonly fft: FFT;
  private readonly hop: number;
  private readonly weights: Weight[][];
  private readonly scale: number;
  private filled: number;

  /** @param rate samples a second, whatever the microphone gives. */
  constructor(rate: number) {
    const length = Math.round(rate * WINDOW_SECONDS);
    const size = 2 ** Math.ceil(Math.log2(length));
    this.hop = Math.round(rate / MOMENTS_PER_SECOND);
    this.window = new Float32Array(length);
    this.shape = Float32Array.from(hannWindow(length));
    this.fft = new FFT(size);
    this.padded = new Array<number>(size).fill(0);
    this.spectrum = this.fft.createComplexArray() as number[];
    this.weights = weightsFor(rate, size);
    // Parseval: with this, the bands of a sound add up to its mean square.
    this.scale = 2 / (size * this.shape.reduce((sum, w) => sum + w * w, 0));
    this.filled = length - this.hop;
  }

  /** Take in mono samples; give the energy of each band for every moment that is complete. */
  push(samples: Float32Array): Float32Array[] {
    const moments: Float32Array[] = [];
    for (const sample of samples) {
      this.window[this.filled++] = sample;
      if (this.filled < this.window.length) continue;
      moments.push(this.measure());
      this.window.copyWithin(0, this.hop);
      this.filled -= this.hop;
    }
    return moments;
  }

  /** Overwrite what is left of the sound. */
  forget(): void {
    this.window.fill(0);
    this.padded.fill(0);
    this.spectrum.fill(0);
  }

  private measure(): Float32Array {
    for (let i = 0; i < this.window.length; i++)
      this.padded[i] = (this.window[i] as number) * (this.shape[i] as number);
    this.fft.realTransform(this.spectrum, this.padded);
    return Float32Array.from(this.weights, (weights) => {
      let energy = 0;
      for (const { bin, part } of weights) {
        const re = this.spectrum[2 * bin] as number;
        const im = this.spectrum[2 * bin + 1] as number;
        energy += part * (re * re + im * im);
      }
      return energy * this.scale;
    });
  }
}

function hannWindow(length: number): number[] {
  const hann = (i: number): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length);
  return Array.from({ length }, (_, i) => hann(i));
}
