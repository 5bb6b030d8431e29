/** Skipped, not passed, and why, where a foreign program is missing. */
export function unless(fault: string | null, what: string): jest.Describe {
  if (fault === null) return describe;
  console.warn(`${what} skipped: ${fault}`);
  return describe.skip;
}
