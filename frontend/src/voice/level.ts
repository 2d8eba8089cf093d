// Takes away what stays the same through a recording: how this voice, this room and this microphone
// colour every word. Each band is brought to one average and one spread, the same for everybody.
import { CENTRES, widthOf } from "./bands";

/** Mean square of speech in the result: leaves room for loud syllables. */
const WANTED_POWER = 0.004;
/** How far below the loud moments a moment still counts as speech: 25 dB. */
const SPEECH_PART = 0.003;
/** What is left of a band at the height of its steady background. */
const REST = 0.05;
/** How far a band reaches down from its loud moments, in natural log of power: 40 dB. */
const DEPTH = 9.2;
/** The spread of a band's natural log of power that everybody gets, about that of speech. */
const WANTED_SPREAD = 2;

function quantile(values: readonly number[], part: number): number {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

// Falls by 6 dB an octave above 500 Hz, about as speech does on average.
function wantedDensity(band: number): number {
  return (500 / Math.max(CENTRES[band] as number, 500)) ** 2;
}

// The power of speech, if each band has the density it is to have.
const shapePower = CENTRES.reduce((sum, _, band) => sum + wantedDensity(band) * widthOf(band), 0);

// What is louder than its steady background, as natural logs with a floor.
function logsOf(energies: readonly number[]): number[] {
  const steady = quantile(energies, 0.1);
  const logs = energies.map((energy) =>
    Math.log(Math.max(energy - steady, REST * energy) + 1e-12),
  );
  const floor = quantile(logs, 0.95) - DEPTH;
  return logs.map((log) => Math.max(log, floor));
}

/** How much of each moment is to be heard: 1 for speech, less the further it is below. */
function presence(moments: readonly Float32Array[]): number[] {
  const totals = moments.map((moment) => moment.reduce((sum, energy) => sum + energy, 0));
  const least = SPEECH_PART * quantile(totals, 0.9);
  return totals.map((total) => (least > 0 ? Math.min(1, total / least) : 0));
}

/**
 * Change, in place, the energies of a whole recording to densities (power for each Hz) with the same
 * average colour, spread and loudness for every speaker. Gives the part that is done after each band,
 * so that whoever runs it can let others go first; it has to be run to its end.
 */
export function* level(moments: readonly Float32Array[]): Generator<number> {
  const heard = presence(moments);
  const speech = (values: number[]): number[] => values.filter((_, at) => heard[at] === 1);
  for (let band = 0; band < CENTRES.length; band++) {
    const logs = logsOf(moments.map((moment) => moment[band] as number));
    const middle = mean(speech(logs));
    const spread = Math.sqrt(mean(speech(logs.map((log) => (log - middle) ** 2))));
    // A band that is the same throughout (a test tone) has no spread to bring to another.
    const stretch = WANTED_SPREAD / Math.max(spread, WANTED_SPREAD / 2);
    const powers = logs.map((log) => Math.exp((log - middle) * stretch));
    const gain = (WANTED_POWER * wantedDensity(band)) / shapePower / (mean(speech(powers)) || 1);
    moments.forEach((moment, at) => {
      moment[band] = (powers[at] as number) * gain * (heard[at] as number);
    });
    yield (band + 1) / CENTRES.length;
  }
}
