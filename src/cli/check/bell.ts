const bells = new Set<Bell>();
let others: ((signal: 'SIGINT') => void)[] = [];

const onInterrupt = (): void => {
  for (const bell of bells) bell.press();
};

/** Wakes one who waits, when it is rung, when the time is up or when Ctrl-C is pressed; a second Ctrl-C ends the program. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;
  #pressed = false;

  constructor() {
    if (bells.size === 0) {
      others = process.listeners('SIGINT');
      process.removeAllListeners('SIGINT');
      process.on('SIGINT', onInterrupt);
    }
    bells.add(this);
  }

  /** Whether Ctrl-C was pressed. */
  get pressed(): boolean {
    return this.#pressed;
  }

  /** Ctrl-C. */
  press(): void {
    if (this.#pressed) process.exit(130);
    this.#pressed = true;
    this.ring();
  }

  /** Wakes the one who waits, or the next who will. */
  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Until it is rung, for so many milliseconds at most. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), this.#rung ? 0 : Math.min(Math.max(0, milliseconds), LONGEST));
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        this.#rung = false;
        resolve();
      };
    });
  }

  /** Gives Ctrl-C back to those who had it. */
  done(): void {
    bells.delete(this);
    if (bells.size > 0) return;
    process.removeListener('SIGINT', onInterrupt);
    for (const listener of others) process.on('SIGINT', listener);
  }
}

/** Node's timers hold 31 bits; who waits longer is woken and waits again. */
const LONGEST = 2_147_483_647;
