/** Milliseconds of a minute, an hour and a day of 24 hours. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Largest difference of two clocks that still count as right, ms: a host's that is further off the server's dates nothing. */
export const ASTRAY_MS = 60_000;

/** Bytes of a megabyte (1024 x 1024), the unit of limits. */
export const MB = 1024 * 1024;
