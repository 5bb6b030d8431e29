const MASK = '***';

/** An address as it may be shown: the password is masked; who logs in, host and place stay. */
export const maskedUrl = (url: string): string =>
  url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^:/@]*):.*@/is, `$1:${MASK}@`)
    .replace(/([?&](?:password|passwd|pwd|token|secret|sslpassword)=)[^&#]*/gi, `$1${MASK}`);

/**
 * An address with a password in it. However it is printed (a template, JSON, an object in a log) it is masked; only
 * `reveal` gives what it is, to whoever connects with it.
 */
export class SecretUrl {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** The address itself; never for people. */
  reveal(): string {
    return this.#url;
  }

  toString(): string {
    return maskedUrl(this.#url);
  }

  toJSON(): string {
    return this.toString();
  }

  /** What console.log and Node's inspect show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
