/** One figure of one contestant. */
export interface Figure {
  readonly phase: string;
  /** Who was measured. */
  readonly who: string;
  /** What was measured, in words. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it must keep, in words, and whether it does; null: nothing was asked. */
  readonly target: { readonly says: string; readonly met: boolean } | null;
  /** Load average of the machine when the run began. */
  readonly load: number;
}
