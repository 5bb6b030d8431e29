import { SQLITE } from './database';
import { storySuite } from './suites/story';

describe(SQLITE.name, () => {
  storySuite(SQLITE);
});
