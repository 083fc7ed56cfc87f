/** Waiting times that double, with a random part so that a clinic's patients do not all come back in the same second. */
export class Backoff {
  private attempts = 0;

  constructor(
    /** Milliseconds of the first wait. */
    private readonly first: number,
    private readonly longest: number,
    private readonly random: () => number = Math.random,
  ) {}

  next(): number {
    const whole = Math.min(this.longest, this.first * 2 ** this.attempts);
    this.attempts += 1;
    return whole * (0.5 + this.random() / 2);
  }

  reset(): void {
    this.attempts = 0;
  }
}
