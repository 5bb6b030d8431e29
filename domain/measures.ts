/** Milliseconds of a minute, an hour and a day of 24 hours. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Bytes of a megabyte (1024 x 1024), the unit of limits. */
export const MB = 1024 * 1024;
