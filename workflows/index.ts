export { changeSet } from './changeSet';
export { issueNotice } from './issueNotice';
export { mailroom } from './mailroom';
export { workItem } from './workItem';
