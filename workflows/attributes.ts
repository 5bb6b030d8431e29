import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** The notice (要点) of an item, set when its workflow is started. */
export const NOTICE_ATTRIBUTE = defineSearchAttributeKey('DubanNotice', SearchAttributeType.KEYWORD);

/** The state of an item (issued … cancelled), set again only when it has changed. */
export const STATE_ATTRIBUTE = defineSearchAttributeKey('DubanState', SearchAttributeType.KEYWORD);
