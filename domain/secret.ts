const MASK = '***';

/** An address as it may be shown: the password is masked; who logs in, host and place stay. */
export const maskedUrl = (url: string): string =>
  url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^:/@]*):.*@/is, `$1:${MASK}@`)
    .replace(/^(?!sqlite:)(?![a-z][a-z0-9+.-]*:\/\/).*@/is, `${MASK}@`)
    .replace(/([?&](?:password|passwd|pwd|token|secret|sslpassword)=)[^&#]*/gi, `$1${MASK}`);

/** Words that are secret. However they are printed (a template, JSON, an object in a log) they are masked. */
export class Secret {
  readonly #words: string;

  constructor(words: string) {
    this.#words = words;
  }

  /** The words themselves; never for people. */
  reveal(): string {
    return this.#words;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return this.toString();
  }

  /** What console.log and Node's inspect show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** An address with a password in it, which is masked; only `reveal` gives what it is, to whoever connects with it. */
export class SecretUrl extends Secret {
  override toString(): string {
    return maskedUrl(this.reveal());
  }
}
