import type { Locator, Page } from 'playwright-core';

/** A file as a person would pick it. */
export interface Picked {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** What a person does on a page; words are those that can be read there. */
export interface Hand {
  readonly page: Page;
  /** Follows a link or presses a button, and waits for the page behind it. */
  readonly press: (name: string) => Promise<void>;
  readonly write: (label: string, text: string) => Promise<void>;
  readonly choose: (label: string, option: string) => Promise<void>;
  readonly attach: (label: string, file: Picked) => Promise<void>;
}

/** Links and buttons are found by what they say; the first of several of the same name. */
const control = (page: Page, name: string): Locator =>
  page
    .getByRole('link', { name, exact: true })
    .or(page.getByRole('button', { name, exact: true }))
    .first();

/** Labels begin with their words; “（可不填）” may follow. */
const field = (page: Page, label: string): Locator => page.getByLabel(label).first();

/** The page that an act leads to has come when the document is another. */
async function turns(page: Page, act: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()]);
}

/** Works with a mouse, with or without script. */
export function mouse(page: Page): Hand {
  return {
    page,
    press: (name) => turns(page, () => control(page, name).click()),
    write: (label, text) => field(page, label).fill(text),
    choose: async (label, option) => {
      await field(page, label).selectOption({ label: option });
    },
    attach: (label, file) => field(page, label).setInputFiles(file),
  };
}

/** More stops than any page has. */
const STOPS = 400;

/** Goes with Tab to where the focus should be; whatever cannot be reached so cannot be used by keyboard. */
async function reach(page: Page, wanted: Locator): Promise<void> {
  const focused = wanted.and(page.locator(':focus'));
  for (let stop = 0; stop < STOPS; stop += 1) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`not reached by Tab: ${await wanted.innerText()}`);
}

/** Works with the keyboard alone. */
export function keyboard(page: Page): Hand {
  const on = (wanted: Locator): Promise<void> => reach(page, wanted);
  return {
    page,
    press: async (name) => {
      await on(control(page, name));
      await turns(page, () => page.keyboard.press('Enter'));
    },
    write: async (label, text) => {
      await on(field(page, label));
      const type = await field(page, label).getAttribute('type');
      // A date is typed part by part, in the order of the browser's language.
      if (type === 'date') await page.keyboard.type(text.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$2$3$1'));
      else {
        await page.keyboard.press('ControlOrMeta+A');
        await page.keyboard.insertText(text);
      }
    },
    choose: async (label, option) => {
      const select = field(page, label);
      await on(select);
      await page.keyboard.press('Home');
      for (let n = 0; n < STOPS; n += 1) {
        if ((await select.locator('option:checked').innerText()) === option) return;
        await page.keyboard.press('ArrowDown');
      }
      throw new Error(`no option ${option}`);
    },
    attach: async (label, file) => {
      await on(field(page, label));
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
      await chooser.setFiles(file);
    },
  };
}
