import { isDeepStrictEqual } from 'node:util';
import { isMap, isNode, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml';
import { YAML_STYLE } from './draft-file';

/** Fields of plan.yaml with their new values; undefined: the field goes. What is not named stays, comments too. */
export type FieldChanges = Readonly<Record<string, unknown>>;

/**
 * Sets fields of a map; false when all have their values already. One that has keeps the way in which it is written, a new
 * value has no comment to confirm.
 */
function setFields(document: Document, map: YAMLMap, changes: FieldChanges): boolean {
  const isSet = ([name, value]: readonly [string, unknown]): boolean => {
    const known = map.get(name, true);
    return value === undefined
      ? !map.has(name)
      : map.has(name) && isDeepStrictEqual(isNode(known) ? known.toJS(document) : known, value);
  };
  const open = Object.entries(changes).filter((change) => !isSet(change));
  for (const [name, value] of open)
    if (value === undefined) map.delete(name);
    else
      map.set(name, document.createNode(value, { flow: Array.isArray(value), aliasDuplicateObjects: false }));
  return open.length > 0;
}

/** A plan.yaml in which fields of some items are set; as it was when it has none of them. */
export function withItemFields(yaml: string, keys: readonly string[], changes: FieldChanges): string {
  const document = parseDocument(yaml, { uniqueKeys: false });
  const items = document.get('items');
  const wanted = new Set(keys);
  const maps = isSeq(items)
    ? items.items.filter((one): one is YAMLMap => isMap(one) && wanted.has(String(one.get('key'))))
    : [];
  const changed = maps.filter((item) => setFields(document, item, changes));
  return changed.length > 0 ? document.toString(YAML_STYLE) : yaml;
}

/** A plan.yaml with one more item at its end. */
export function withAddedItem(yaml: string, fields: FieldChanges): string {
  const document = parseDocument(yaml, { uniqueKeys: false });
  const items = document.get('items');
  if (isSeq(items)) items.add(document.createNode(fields));
  return document.toString(YAML_STYLE);
}

/** A plan.yaml without an item. */
export function withoutItem(yaml: string, key: string): string {
  const document = parseDocument(yaml, { uniqueKeys: false });
  const items = document.get('items');
  const isOther = (one: unknown): boolean => !isMap(one) || String(one.get('key')) !== key;
  if (isSeq(items)) items.items = items.items.filter(isOther);
  return document.toString(YAML_STYLE);
}

/** A plan.yaml in which fields of the whole plan are set. */
export function withPlanFields(yaml: string, changes: FieldChanges): string {
  const document = parseDocument(yaml, { uniqueKeys: false });
  if (!isMap(document.contents)) return yaml;
  return setFields(document, document.contents, changes) ? document.toString(YAML_STYLE) : yaml;
}
