// Random numbers that nobody can compute again: what is drawn here decides how a voice is bent.

const POOL_BYTES = 32768; // getRandomValues gives 65,536 bytes at most

/** A source of random numbers. */
export interface Random {
  /** A number from `low` up to, not including, `high`. */
  between(low: number, high: number): number;
  /** A whole number from 0 to 65,535. */
  next16(): number;
}

/** The browser's own generator, asked for a pool at a time. */
export function systemRandom(): Random {
  const pool = new Uint16Array(POOL_BYTES / 2);
  let used = pool.length;
  const next16 = (): number => {
    if (used === pool.length) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    return pool[used++] as number;
  };
  const between = (low: number, high: number): number => low + ((high - low) * next16()) / 65536;
  return { between, next16 };
}
