import { readFileSync } from 'node:fs';
import { readIsolated } from '../../office/intake/sources/isolated';

// A process of its own: the PDF library loads its parts as modules, which jest does not.
const path = process.argv[2] ?? '';
void readIsolated({ path, bytes: readFileSync(path) }).then((read) => {
  process.stdout.write(
    JSON.stringify(read.ok ? read.value : { code: read.problem.code, hint: read.problem.hint }),
  );
});
