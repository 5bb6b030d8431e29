import type { Flow } from './flow';
import type { Line } from './lines';

export interface Table {
  readonly flow: Flow;
}
export interface Tables {
  readonly covers: (index: number) => boolean;
  readonly at: (index: number) => { readonly table: Table; readonly to: number } | null;
}
export const tablesOf = (_lines: readonly Line[], _merged: 'blank' | 'ditto'): Tables => ({
  covers: () => false,
  at: () => null,
});
